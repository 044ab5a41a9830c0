"""`portarium sandbox` as a user types it: results, exit codes, and one line for each mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PORTARIUM = Path(sys.executable).with_name("portarium")


def portarium(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [PORTARIUM, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_status_of_nothing_is_not_an_error_of_ours(tmp_path: Path) -> None:
    """Scripts tell "not up" from "up" by the exit code, and people by the text."""
    answer = portarium("sandbox", "status", "--folder", str(tmp_path / "none"))
    assert answer.returncode == 3
    assert "`portarium sandbox up` makes one" in answer.stdout


def test_status_for_scripts_is_json(tmp_path: Path) -> None:
    """The state is a word that a script can compare."""
    answer = portarium("sandbox", "status", "--json", "--folder", str(tmp_path / "none"))
    assert json.loads(answer.stdout)["state"] == "absent"


@pytest.mark.parametrize("command", [["env"], ["logs"], ["logs", "cloud"]])
def test_what_needs_a_sandbox_says_how_to_start_one(tmp_path: Path, command: list[str]) -> None:
    """One line on standard error, nothing on standard output that a shell would evaluate."""
    answer = portarium("sandbox", *command, "--folder", str(tmp_path / "none"))
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith("portarium: ")


def test_images_are_mapped_before_there_is_a_sandbox(tmp_path: Path) -> None:
    """A mapping is kept in the folder, shown, replaced with a word about pods that run, and forgotten."""
    folder = str(tmp_path / "sandbox")
    directory = ("--folder", folder, "--directory", str(tmp_path))
    first = portarium("sandbox", "run", "worker", *directory, "--", sys.executable, "--version")
    assert (first.returncode, "from now on" in first.stdout) == (0, True), first.stderr
    second = portarium("sandbox", "run", "worker", *directory, "--env", "A=secret", "--", sys.executable)
    assert "keep what they have" in second.stdout
    listed = portarium("sandbox", "run", "--list", "--json", "--folder", folder)
    assert json.loads(listed.stdout)["worker"]["command"] == [sys.executable]
    assert "secret" not in listed.stdout
    assert portarium("sandbox", "run", "worker", "--forget", "--folder", folder).returncode == 0
    assert json.loads(portarium("sandbox", "run", "--list", "--json", "--folder", folder).stdout) == {}


@pytest.mark.parametrize("command", ["down", "reset"])
def test_stopping_nothing_succeeds(tmp_path: Path, command: str) -> None:
    """Both can stand at the end of any script."""
    answer = portarium("sandbox", command, "--folder", str(tmp_path / "none"))
    assert answer.returncode == 0, answer.stderr
    assert not (tmp_path / "none").exists()


def test_a_broken_record_is_one_line(tmp_path: Path) -> None:
    """Never a traceback for a file that something else wrote."""
    (tmp_path / "sandbox.json").write_text("{}", encoding="utf-8")
    answer = portarium("sandbox", "env", "--folder", str(tmp_path))
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "portarium sandbox reset" in answer.stderr

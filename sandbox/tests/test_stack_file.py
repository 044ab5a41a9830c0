"""A stack's settings without the key of the real cloud: which commands get a copy, and what is in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.stack_file import prepared

SETTINGS = "# ours\nconfig:\n  portarium:imageSha: aa\n"
KEYS = "secretsprovider: awskms://alias/portarium-dev-secrets?region=eu-central-1\nencryptedkey: AQICAHh\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose dev has a key of its own and whose staging has none."""
    monkeypatch.delenv("PULUMI_STACK", raising=False)
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "Pulumi.yaml").write_text("name: portarium\nruntime: python\n", encoding="utf-8")
    (checkout / "Pulumi.dev.yaml").write_text(KEYS + SETTINGS, encoding="utf-8")
    (checkout / "Pulumi.staging.yaml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(checkout)
    return checkout


@pytest.fixture
def engine(tmp_path: Path) -> str:
    """An engine that knows which stack is selected, writes down what else it is asked for, and refuses one key."""
    path = tmp_path / "engine"
    path.write_text(
        f"""#!/bin/sh
case "$*" in
stack*) echo dev ;;
*bad*) echo "error: no such thing" >&2; exit 1 ;;
*) echo "$*" >> {tmp_path}/asked ;;
esac
""",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["up", "-s", "dev", "--yes"], ["--stack", "dev"]),
        (["up", "--stack=organization/portarium/dev", "--yes"], ["--stack", "organization/portarium/dev"]),
        (["up", "-sdev", "--yes"], ["--stack", "dev"]),
        (["up", "--yes"], []),
    ],
)
def test_a_stack_with_a_key_is_opened_on_a_copy_without_it(
    checkout: Path, engine: str, tmp_path: Path, words: list[str], named: list[str]
) -> None:
    """However the stack is named; everything else of the command stays as it was typed."""
    found = prepared(Folder(tmp_path / "sandbox"), engine, words)[0]
    copy = Path(found[found.index("--config-file") + 1])
    assert found == ["up", *named, "--config-file", str(copy), "--yes"]
    assert copy.name == "Pulumi.dev.yaml"
    assert copy.read_text(encoding="utf-8") == SETTINGS
    assert (checkout / "Pulumi.dev.yaml").read_text(encoding="utf-8") == KEYS + SETTINGS


def test_somebodys_own_file_is_copied_alike(checkout: Path, engine: str, tmp_path: Path) -> None:
    """A copy of a stack's file that somebody changed to try something names the key as well."""
    own = tmp_path / "own.yaml"
    own.write_text(KEYS + "config: {}\n", encoding="utf-8")
    found = prepared(Folder(tmp_path / "sandbox"), engine, ["preview", "-s", "dev", f"--config-file={own}"])[0]
    assert Path(found[-1]).read_text(encoding="utf-8") == "config: {}\n"
    assert Path(found[-1]) != own


def test_from_a_folder_below_it_is_the_same_file(
    checkout: Path, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Pulumi does, from any folder of the project, or with the folder as an option."""
    (checkout / "docs").mkdir()
    monkeypatch.chdir(checkout / "docs")
    folder = Folder(tmp_path / "sandbox")
    below = prepared(folder, engine, ["preview", "-s", "dev"])[0]
    monkeypatch.chdir(tmp_path)
    assert prepared(folder, engine, ["preview", "-s", "dev", "--cwd", str(checkout)])[0][-1] == below[-1]


@pytest.mark.parametrize(
    "words",
    [
        ["up", "-s", "staging", "-c", "a=b"],
        ["up", "-s", "review-7"],
        ["up", "--stack"],
        ["up", "--config-file", "Pulumi.staging.yaml"],
    ],
)
def test_where_no_key_is_named_the_command_is_left_alone(
    checkout: Path, engine: str, tmp_path: Path, words: list[str]
) -> None:
    """A stack without a key, one without a file, somebody's own file without one, and what the engine will refuse."""
    assert prepared(Folder(tmp_path / "sandbox"), engine, words)[0] == words


def test_what_a_command_sets_on_its_way_is_saved_in_the_file_itself(
    checkout: Path, engine: str, tmp_path: Path
) -> None:
    """`up --config` saves what it is given, and the copy is nobody's file."""
    words = ["up", "-s", "dev", "-c", "imageSha=bb", "--config=a.b=c=d", "--config-path", "--yes"]
    found = prepared(Folder(tmp_path / "sandbox"), engine, words)[0]
    assert found[:3] + found[-1:] == ["up", "--stack", "dev", "--yes"]
    assert (tmp_path / "asked").read_text(encoding="utf-8").splitlines() == [
        f"config set --config-file {checkout}/Pulumi.dev.yaml --stack dev --path -- imageSha bb",
        f"config set --config-file {checkout}/Pulumi.dev.yaml --stack dev --path -- a.b c=d",
    ]


def test_what_the_engine_will_not_set_ends_the_command(checkout: Path, engine: str, tmp_path: Path) -> None:
    """In the engine's words, and before anything is deployed."""
    with pytest.raises(SandboxError, match=r"^--config bad=1: no such thing$"):
        prepared(Folder(tmp_path / "sandbox"), engine, ["up", "-s", "dev", "-c", "bad=1"])


def test_it_is_on_its_way_at_once() -> None:
    """Each command comes by here, so it imports nothing that takes longer than its own work."""
    slow = "{'botocore', 'grpc', 'pulumi', 'pydantic', 'urllib3'}"
    program = f"import sys, portarium_sandbox.stack_file; print(*({slow} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []

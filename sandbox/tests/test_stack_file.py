"""A stack's settings without the key of the real cloud: which commands get a copy, and what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.stack_file import on_a_copy, value_of

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
    """An engine that knows which stack is selected, and nothing else."""
    path = tmp_path / "engine"
    path.write_text("#!/bin/sh\necho dev\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    "words",
    [
        ["up", "-s", "dev", "--yes"],
        ["preview", "--stack=organization/portarium/dev"],
        ["refresh", "-sdev"],
        ["destroy"],
    ],
)
def test_a_stack_with_a_key_is_opened_on_a_copy_without_it(
    checkout: Path, engine: str, tmp_path: Path, words: list[str]
) -> None:
    """However the stack is named; everything else of the command stays as it was typed."""
    command, option, copy, *rest = on_a_copy(Folder(tmp_path / "sandbox"), engine, words)
    assert [command, *rest] == words
    assert option == "--config-file"
    assert Path(copy).name == "Pulumi.dev.yaml"
    assert Path(copy).read_text(encoding="utf-8") == SETTINGS
    assert (checkout / "Pulumi.dev.yaml").read_text(encoding="utf-8") == KEYS + SETTINGS


def test_from_a_folder_below_it_is_the_same_file(
    checkout: Path, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Pulumi does, from any folder of the project, or with the folder as an option."""
    (checkout / "docs").mkdir()
    monkeypatch.chdir(checkout / "docs")
    folder = Folder(tmp_path / "sandbox")
    below = on_a_copy(folder, engine, ["preview", "-s", "dev"])
    monkeypatch.chdir(tmp_path)
    assert on_a_copy(folder, engine, ["preview", "-s", "dev", "--cwd", str(checkout)])[2] == below[2]


@pytest.mark.parametrize(
    "words",
    [
        ["up", "-s", "staging"],
        ["up", "-s", "review-7"],
        ["up", "-s", "dev", "--config-file", "another.yaml"],
    ],
)
def test_where_no_key_is_named_the_command_is_left_alone(
    checkout: Path, engine: str, tmp_path: Path, words: list[str]
) -> None:
    """A stack without a key, one without a file, and somebody's own file."""
    assert on_a_copy(Folder(tmp_path / "sandbox"), engine, words) == words


def test_a_setting_that_would_be_lost_is_refused(checkout: Path, engine: str, tmp_path: Path) -> None:
    """`up --config` saves what it is given, and the copy is nobody's file."""
    with pytest.raises(SandboxError, match=r"Pulumi\.dev\.yaml: set it first, with `pulumi config set`"):
        on_a_copy(Folder(tmp_path / "sandbox"), engine, ["up", "-s", "dev", "-c", "imageSha=bb"])


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["up", "-s", "dev"], "dev"),
        (["up", "-s=dev"], "dev"),
        (["up", "-sdev"], "dev"),
        (["up", "--stack", "dev"], "dev"),
        (["up", "--stack=dev"], "dev"),
        (["up", "--skip-preview"], None),
        (["up", "--stack"], None),
    ],
)
def test_an_option_is_read_as_pulumi_reads_it(words: list[str], value: str | None) -> None:
    """Long and short, apart, joined and with an equals sign."""
    assert value_of(words, "--stack", "-s") == value

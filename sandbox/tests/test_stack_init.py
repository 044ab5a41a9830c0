"""`pulumi stack init`: plain requests are ours, everything else is the engine's."""

from __future__ import annotations

from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.stack_init import make, plain_request, project_above


@pytest.mark.parametrize(
    ("arguments", "stack", "select"),
    [
        (["review-123"], "review-123", True),
        (["--stack", "review-123"], "review-123", True),
        (["-s", "review-123", "--non-interactive", "--color", "never"], "review-123", True),
        (["organization/portarium/review-123", "--no-select"], "review-123", False),
        (["review-123", "--secrets-provider", "awskms://alias/key"], "review-123", True),
    ],
)
def test_a_plain_request_is_understood(arguments: list[str], stack: str, select: bool) -> None:
    """A name in any of the ways Pulumi takes it."""
    request = plain_request(arguments)
    assert request is not None
    assert (request.stack, request.select) == (stack, select)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dev", "--copy-config-from", "prod"],
        ["--help"],
        ["dev", "--stack"],
    ],
)
def test_what_means_more_than_a_name_goes_to_the_engine(arguments: list[str]) -> None:
    """An option that we would have to imitate is not ours to answer."""
    assert plain_request(arguments) is None


def test_the_project_is_found_from_below(tmp_path: Path) -> None:
    """As Pulumi does, from any folder of the project."""
    (tmp_path / "Pulumi.yaml").write_text("name: portarium\nruntime: python\n", encoding="utf-8")
    below = tmp_path / "docs" / "adr"
    below.mkdir(parents=True)
    assert project_above(below).name == "portarium"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name: [", "this is not YAML"),
        ("runtime: python\n", "a project needs a name"),
        ("just text", "a project needs"),
    ],
)
def test_a_broken_project_file_is_one_line(tmp_path: Path, content: str, says: str) -> None:
    """The file and what is wrong in it, never a traceback."""
    (tmp_path / "Pulumi.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(SandboxError, match=says) as error:
        project_above(tmp_path)
    assert "\n" not in str(error.value)


def test_without_a_sandbox_it_says_how_to_start_one(tmp_path: Path) -> None:
    """The launcher may outlive the sandbox's state."""
    (tmp_path / "Pulumi.yaml").write_text("name: portarium\nruntime: python\n", encoding="utf-8")
    with pytest.raises(SandboxError, match="start it with `portarium sandbox up`"):
        make(Folder(tmp_path / "sandbox"), project_above(tmp_path), "dev")

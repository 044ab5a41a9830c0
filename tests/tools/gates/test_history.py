"""A secret that a later commit took away is found with the commit that brought it."""

import subprocess
from pathlib import Path

import pytest

from tools.gates.history import added_lines, found_in

# Put together here, so that the tree has none.
KEY = "AKIA" + "IOSFODNN7" + "ABCDEFG"
OPTIONS = ["--no-verify"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits: the first brings a key, the second takes it away."""
    for text in (f"name = 1\nkey = '{KEY}'\n", "name = 1\n"):
        (tmp_path / "settings.py").write_text(text)
        for command in (
            ["init", "-q"],
            ["add", "-A"],
            ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "x"],
        ):
            subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_what_was_taken_away_is_found(repository: Path) -> None:
    """The tree is clean, the history is not."""
    lines = added_lines(repository)
    first = subprocess.run(
        ["git", "log", "--reverse", "--format=%H"], cwd=repository, check=True, capture_output=True, text=True
    ).stdout.split()[0]
    [finding] = found_in(lines, OPTIONS)
    assert KEY not in (repository / "settings.py").read_text()
    assert (finding.commit, finding.path) == (first, "settings.py")


def test_a_line_is_looked_at_once(repository: Path) -> None:
    """However often it came and went."""
    assert sorted(added.text for added in added_lines(repository)) == [f"key = '{KEY}'", "name = 1"]


def test_a_scanner_that_fails_is_no_clean_history(repository: Path) -> None:
    """A wrong option ends with its message, and not with nothing found."""
    with pytest.raises(RuntimeError, match=r"(?s)detect-secrets: .*--frobnicate"):
        found_in(added_lines(repository), ["--frobnicate"])

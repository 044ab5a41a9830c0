"""A setting is changed in a stack's file, and everything else stays as people wrote it."""

from pathlib import Path

import pytest

from ops.operations.error import OperationError
from ops.operations.stack_file import with_setting, write_settings

_LINES = ["ours:digests:", "  sha: a", "  images:", "    api: b"]
_BEHIND = "# ours\nconfig:\n    ours:sha: x # chosen\n    # The next.\n    ours:other: [1]\n"
_WRITTEN = (
    "# ours\nconfig:\n    ours:sha: x # chosen\n    ours:digests:\n      sha: a\n      images:\n        api: b\n"
    "    # The next.\n    ours:other: [1]\n"
)


def test_a_new_setting_stands_behind_the_one_it_belongs_to() -> None:
    """With the indentation of its neighbours, and behind their comments."""
    assert with_setting(_BEHIND, "ours:digests", _LINES, after="ours:sha") == _WRITTEN


@pytest.mark.parametrize(
    "old",
    [
        "    ours:digests: {sha: z, images: {api: y}}\n",
        "    'ours:digests':\n        sha: z\n\n        images:\n            api: y\n            web: y\n",
        "    ours:digests:\n",
    ],
)
def test_what_it_was_is_replaced_in_its_place(old: str) -> None:
    """In whatever style it stood, and without the comment that belongs to the next one."""
    text = _BEHIND.replace("    # The next.\n", f"{old}    # The next.\n")
    assert with_setting(text, "ours:digests", _LINES, after="ours:sha") == _WRITTEN


def test_a_file_without_a_last_newline_gets_a_line_more() -> None:
    """And no half a line."""
    assert with_setting("config:\n  a: 1", "b", ["b: 2"], after="a") == "config:\n  a: 1\n  b: 2"


@pytest.mark.parametrize("text", ["config: {a: 1}\n", "name: x\n", "config:\n  c: 1\n", "config: [\n", ""])
def test_a_file_without_a_place_for_it_is_left_alone(tmp_path: Path, text: str) -> None:
    """In one line, with the file's name."""
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(OperationError, match=r"^Pulumi\.dev\.yaml: cannot be changed: ") as refused:
        write_settings(file, {"b": ["b: 2"]}, after="a")

    assert "\n" not in str(refused.value)
    assert file.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    """Another file takes its place."""
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(_BEHIND, encoding="utf-8")
    file.chmod(0o640)

    write_settings(file, {"ours:digests": _LINES, "ours:sha": ["ours:sha: y"]}, after="ours:sha")

    assert file.read_text(encoding="utf-8") == _WRITTEN.replace("sha: x", "sha: y")
    assert file.stat().st_mode & 0o777 == 0o640

"""The page of commands has all of them, and shows what stands in angle brackets."""

from tools.tables.commands import commands, every_command


def test_every_command_has_its_section() -> None:
    """Those of nouns, those without, and those that another package adds."""
    page = commands()
    names = [path for path, _ in every_command()]
    assert {"portarium status", "portarium secrets rotate", "portarium sandbox up"} <= set(names)
    assert all(f"## `{name}`\n" in page for name in names)


def test_no_word_is_taken_for_html() -> None:
    """`review-<number>` is a word in the help, and would be a tag on a page."""
    page = commands()
    assert "review-&lt;number>" in page
    assert "<number>" not in page

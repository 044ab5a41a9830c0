"""The comment of a preview has its end, which says what would change and what was wrong."""

from pathlib import Path

from tests.workflows.preview_comment import comment_of

LONGEST_COMMENT = 65_536


def test_a_comment_has_the_preview_in_it(tmp_path: Path) -> None:
    """Under a mark by which the next push finds it."""
    posted = comment_of("  ~ control-plane\nResources: 1 to update\n", tmp_path, "prod")
    assert posted.startswith("<!-- portarium-preview:prod -->\n### `pulumi preview -s prod`\n")
    assert "~~~~~~diff\n  ~ control-plane\nResources: 1 to update\n" in posted


def test_a_long_preview_keeps_its_end(tmp_path: Path) -> None:
    """GitHub refuses what is longer, and the summary and the errors come last."""
    posted = comment_of("a line of the plan\n" * 10_000 + "error: the last word\n", tmp_path)
    assert "error: the last word" in posted
    assert len(posted) < LONGEST_COMMENT

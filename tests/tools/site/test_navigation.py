"""The list of the site's pages: complete, and true."""

from pathlib import Path

from tests.meta.sources import ROOT
from tools.site.navigation import SECTIONS, as_toml, navigation, strays
from tools.site.staging import places

PLACES = {"docs/a.md": "a.md", "docs/b.md": "b.md", "docs/adr/0001.md": "adr/0001.md"}


def test_every_page_of_ours_is_on_the_site() -> None:
    """A page that nobody listed would be found by nobody."""
    assert strays(places(ROOT), SECTIONS) == []


def test_lost_pages_and_dead_entries_are_told() -> None:
    """Both in a line that says where the list is; decisions are listed by their own page."""
    found = strays(PLACES, [("All", ("docs/a.md", "docs/c.md"))])
    assert found == [
        "docs/b.md: not on the site; tools/site/navigation.py lists its pages",
        "tools/site/navigation.py: docs/c.md: there is no such page",
    ]


def test_entries_have_the_titles_of_their_pages(tmp_path: Path) -> None:
    """A title is written once, on the page; a folder stands for all of its pages."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("# The `first`\n")
    (tmp_path / "docs/b.md").write_text("<!-- made -->\n\n# The second\n")
    found = navigation({"docs/a.md": "a.md", "docs/b.md": "b.md"}, tmp_path, [("All", ("docs/*",))])
    assert as_toml(found) == '[{ "All" = [{ "The first" = "a.md" }, { "The second" = "b.md" }] }]'

"""The site of a small repository, built with the real builder: what is broken comes back in a line each."""

import shutil
from pathlib import Path

import pytest

from tests.meta.sources import ROOT
from tools.site.builder import build
from tools.site.staging import StagingError

SECTIONS = [("Start", ("docs/index.md", "CONTRIBUTING.md", "CHANGELOG.md", "sandbox/README.md"))]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the real configuration and one page of its own."""
    for folder in ("docs", "sandbox/docs"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copyfile(ROOT / "docs/zensical.toml", tmp_path / "docs/zensical.toml")
    shutil.copyfile(ROOT / "Pulumi.yaml", tmp_path / "Pulumi.yaml")
    for page in ("CONTRIBUTING.md", "CHANGELOG.md", "sandbox/README.md"):
        (tmp_path / page).write_text("# A page\n")
    return tmp_path


def test_a_sound_page_becomes_a_site_that_asks_nobody(repository: Path) -> None:
    """It is there, has its title, and fetches neither script nor font from elsewhere."""
    (repository / "docs/index.md").write_text("# Hello\n\n[there](../CONTRIBUTING.md)\n")
    assert build(repository, repository / "build", SECTIONS) == []
    page = (repository / "build/site/index.html").read_text()
    assert "Hello" in page
    assert 'href="develop/contributing.html"' in page
    assert 'src="https://' not in page
    assert "fonts.googleapis.com" not in page


def test_a_broken_anchor_is_told_where_it_is_mended(repository: Path) -> None:
    """The strict mode of the builder knows the headings of all pages."""
    (repository / "docs/index.md").write_text("# Hello\n\n[there](../CONTRIBUTING.md#nowhere)\n")
    assert build(repository, repository / "build", SECTIONS) == ["docs/index.md:3: anchor does not exist"]


def test_a_link_to_nothing_stops_before_the_site_is_built(repository: Path) -> None:
    """No half-built site is left that somebody could publish."""
    (repository / "docs/index.md").write_text("# Hello\n\n[there](gone.md)\n")
    with pytest.raises(StagingError, match=r"docs/index\.md:3: gone\.md"):
        build(repository, repository / "build", SECTIONS)
    assert not (repository / "build/site").exists()

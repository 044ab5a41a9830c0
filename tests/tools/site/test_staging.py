"""Pages on their way to the site: links lead on, and a link to nothing is told."""

from pathlib import Path

import pytest

from tools.site.staging import Pages, places, stage

FORGE = "https://example.com/blob/main"
SVG = "<svg><style>@media (prefers-color-scheme: dark) { svg { --ink: white; } }</style></svg>\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two pages, a picture and a program."""
    for folder in ("docs/operate", "docs/pictures", "sandbox/docs"):
        (tmp_path / folder).mkdir(parents=True)
    for page in ("CONTRIBUTING.md", "CHANGELOG.md", "sandbox/README.md", "sandbox/docs/aws.md", "docs/README.md"):
        (tmp_path / page).write_text("# A page\n")
    (tmp_path / "program.py").write_text("")
    (tmp_path / "docs/pictures/all.svg").write_text(SVG)
    return tmp_path


def _staged(repository: Path, text: str) -> tuple[str, list[str]]:
    (repository / "docs/operate/page.md").write_text(text)
    folder = repository / "build"
    findings = stage(repository, folder, Pages(places=places(repository), repository=FORGE))
    return (folder / "operate/page.md").read_text(), findings


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[a](../README.md)", "[a](../index.md)"),
        ("[a](../../sandbox/docs/aws.md#what)", "[a](../sandbox/aws.md#what)"),
        ("[a](../../CONTRIBUTING.md)", "[a](../develop/contributing.md)"),
        ("[a](../../program.py)", f"[a]({FORGE}/program.py)"),
        ("[a](#here)", "[a](#here)"),
        ("[a](https://example.com/x)", "[a](https://example.com/x)"),
        ("`[a](nothing.md)`", "`[a](nothing.md)`"),
    ],
)
def test_a_link_leads_to_the_same_thing_on_the_site(repository: Path, link: str, expected: str) -> None:
    """To a page where there is one, to the file in the repository otherwise; code is left alone."""
    assert _staged(repository, f"{link}\n") == (f"{expected}\n", [])


def test_a_link_to_nothing_is_told_with_its_line(repository: Path) -> None:
    """The page and the line are those of the repository, where it is mended."""
    _, findings = _staged(repository, "# Title\n\nSee [that](../gone.md).\n")
    assert findings == ["docs/operate/page.md:3: ../gone.md: there is no such file in the repository"]


def test_a_block_of_code_is_left_alone(repository: Path) -> None:
    """What looks like a link in an example is none."""
    text = "```md\n[a](gone.md)\n```\n"
    assert _staged(repository, text) == (text, [])


def test_a_drawing_follows_the_switch_of_the_site(repository: Path) -> None:
    """It is there twice, each with one of its two faces for good."""
    text, _ = _staged(repository, "![all](../pictures/all.svg)\n")
    assert text == "![all](../pictures/all.svg#only-light) ![all](../pictures/all.dark.svg#only-dark)\n"
    assert "@media not all" in (repository / "build/pictures/all.svg").read_text()
    assert "@media all" in (repository / "build/pictures/all.dark.svg").read_text()

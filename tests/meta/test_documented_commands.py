"""No page shows a command that its command line would refuse."""

import tomllib

import pytest

from tests.meta.documented_commands import Command, documented, wrong_with
from tests.meta.sources import ROOT
from tools.site.staging import places

PAGES = ["README.md", *(page for page in places(ROOT) if not page.startswith(("docs/adr/", "CHANGELOG")))]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_commands_as_they_are(page: str) -> None:
    """Every noun, verb and option of portarium, pulumi, aws and make is one that they have."""
    assert {f"{command.place}: {wrong}" for command in documented(page) if (wrong := wrong_with(command))} == set()


def test_the_pages_show_commands() -> None:
    """The reader of pages finds them in blocks and in lines, so that the test above is about something."""
    found = [command.words[:2] for page in PAGES for command in documented(page)]
    assert {("portarium", "preflight"), ("pulumi", "cancel"), ("aws", "rds"), ("make", "sandbox")} <= set(found)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("portarium stauts", "portarium has no stauts"),
        ("portarium status --yaml", "portarium status: no option --yaml"),
        ("pulumi up --frobnicate", "pulumi up: no option --frobnicate"),
        ("aws s3api put-legal-hold", "aws s3api has no put-legal-hold"),
        ("aws rds describe-db-instances --name x", "aws rds describe-db-instances: no option --name"),
        ("aws s4 ls", "aws has no service s4"),
        ("make coffee", "make has no target coffee"),
        ("portarium status --json", None),
        ("aws rds wait db-instance-available --db-instance-identifier x", None),
    ],
)
def test_what_is_wrong_is_told(words: str, wrong: str | None) -> None:
    """A word that somebody made up is found, whichever command line it was meant for."""
    assert wrong_with(Command("here", tuple(words.split()))) == wrong


def test_the_list_of_pulumis_options_is_of_the_engine_that_is_used() -> None:
    """With another engine, look at the `--help` of each command in the list, then change the version here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "pulumi==3.259.0" in project["project"]["dependencies"]

"""No page shows a command that its command line would refuse."""

import tomllib

import pytest

from tests.meta.documented_commands import Command, documented, shown, wrong_with
from tests.meta.executed_commands import ELSEWHERE, NEEDS_AWS, executed
from tests.meta.sources import ROOT
from tools.site.staging import places

PAGES = ["README.md", *(page for page in places(ROOT) if not page.startswith(("docs/adr/", "CHANGELOG")))]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_commands_as_they_are(page: str) -> None:
    """Every noun, verb and option of portarium, pulumi, aws and make is one that they have."""
    assert {f"{command.place}: {wrong}" for command in documented(page) if (wrong := wrong_with(command))} == set()


@pytest.mark.parametrize("page", [page for page in PAGES if page != "docs/reference/commands.md"])
def test_a_command_to_be_typed_runs_in_ci_or_needs_aws(page: str) -> None:
    """A journey executes it, or a file that is named does, or its section says that nothing but AWS answers it."""
    unproven = [
        f"{command.place}: {command.name}"
        for command in shown(page)
        if command.name not in {*executed(), *ELSEWHERE} and NEEDS_AWS not in command.context.lower()
    ]
    assert unproven == []


def test_what_runs_elsewhere_does() -> None:
    """The file is there, and has the command's last word; one that a journey executes needs no other proof."""
    assert [name for name, file in ELSEWHERE.items() if name.split()[-1] not in (ROOT / file).read_text()] == []
    assert set(ELSEWHERE) & executed() <= {"make sandbox", "make test"}


def test_the_journeys_are_read() -> None:
    """What they are given word by word, what they say in a line, and what a page says that they follow."""
    assert {"portarium secrets rotate", "aws sts get-caller-identity", "pulumi login"} <= executed()
    assert not {"portarium local pin", "aws kms cancel-key-deletion", "pulumi state repair"} & executed()


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

"""The table of rights says what the API server was heard to say."""

import pytest

from domain.access_role import AccessRole
from tests.journeys.test_access_table import ALLOWED, CLUSTER_WIDE, EVERYTHING, ROLES
from tests.stacks.recorded import ENVIRONMENTS, recorded
from tools.pictures.facts import Facts
from tools.tables.access import access, table
from tools.tables.rights import Asked, allowed_in


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_table_is_that_of_the_journey(environment: str) -> None:
    """The journey asks the real API server for its own list, which nobody took from the program."""
    found = table(Facts(recording=recorded(environment).recording), environment)
    for role in ROLES:
        expected = {
            (f"{plane}-{environment}", action)
            for planes, actions in ALLOWED[role].items()
            for plane in planes
            for action in actions
        }
        asked = {
            (place, action)
            for (holder, action), places in found.items()
            for place in places
            if holder == role and action in EVERYTHING
        }
        assert asked == expected


def test_the_page_says_where_a_role_ends() -> None:
    """Whoever has broken the glass reads secrets in the environment, and nowhere else."""
    page = access(Facts(recording=recorded("prod").recording))
    inside, outside = page.split("## In the whole cluster")
    [head] = [line for line in inside.splitlines() if line.startswith("| action ")]
    [row] = [line for line in inside.splitlines() if line.startswith("| get `secrets`")]
    cells = dict(zip(*([cell.strip() for cell in line.split("|")] for line in (head, row)), strict=True))
    assert {role: cells[role] for role in ROLES} == {**dict.fromkeys(ROLES, "no"), "break-glass": "all"}
    assert "yes" not in outside
    assert all(f"{action.verb} `{action.resource}`" in outside for action in CLUSTER_WIDE)


def test_a_stranger_holds_nothing() -> None:
    """A group that no binding names is allowed nothing anywhere."""
    facts = Facts(recording=recorded("prod").recording)
    role: AccessRole = "break-glass"
    assert allowed_in(facts, f"portarium:dev:{role}", Asked(verb="get", resource="pods", group="")) == set()

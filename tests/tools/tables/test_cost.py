"""The page of what is billed has each environment's quantities, as they are registered."""

from functools import cache

from tests.stacks.recorded import ENVIRONMENTS, recorded
from tools.pictures.facts import Facts
from tools.tables.cost import cost


@cache
def rows() -> dict[str, list[str]]:
    """What stands beside each title, in the order of the environments."""
    page = cost({name: Facts(recording=recorded(name).recording) for name in ENVIRONMENTS})
    table = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return {title: told for title, *told in table if len(told) == len(ENVIRONMENTS)}


def test_each_environment_has_a_column() -> None:
    """In the order in which releases come to them."""
    assert rows()["what"] == list(ENVIRONMENTS)


def test_what_stands_by_costs_more_where_people_depend_on_it() -> None:
    """A standby of the database, and a way out for each zone."""
    assert [("standby" in told) for told in rows()["database"]] == [False, True, True]
    gateways = [int(told) for told in rows()["NAT gateways"]]
    assert gateways == sorted(gateways)
    assert rows()["public addresses"] == rows()["NAT gateways"]


def test_nodes_say_how_many_there_are_and_may_be() -> None:
    """Both pools, with their types: what is there at night and what is there at most."""
    for stack, told in zip(ENVIRONMENTS, rows()["nodes"], strict=True):
        plan = recorded(stack).settings.foundation
        assert plan
        least = [part.partition(" to ")[0].partition(" ")[0] for part in told.split("; ")]
        assert sorted(least) == sorted(str(pool.minimum) for pool in plan.node_pools.values())


def test_the_budget_is_the_settings() -> None:
    """The number that the alarm is held against."""
    for stack, told in zip(ENVIRONMENTS, rows()["**budget a month**"], strict=True):
        plan = recorded(stack).settings.foundation
        assert plan
        assert told == f"{plan.budget.monthly_usd} USD"

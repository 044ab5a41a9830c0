"""The list of charts says which keys are set; whether charts know them is asked by `portarium platform render`."""

from functools import cache

import pytest

from domain.value_keys import keys_of
from settings.charts import chart, read_charts
from stacks.platform_values import platform_values
from tests.settings.configuration import resolved

_SWITCHED_ON = {
    "platform": {
        "gitops": {"signIn": {"clientId": "gitops", "administrators": ["engineers"], "readers": ["people"]}},
        "temporal": {"mutualTls": True},
    }
}


@cache
def _set() -> dict[str, set[str]]:
    """What is set in any stack, whatever its settings switch on."""
    found: dict[str, set[str]] = {}
    for settings in (*(resolved(stack) for stack in ("dev", "staging", "prod")), resolved("prod", _SWITCHED_ON)):
        for installed in platform_values(settings):
            found.setdefault(installed.chart.name, set()).update(keys_of(installed.values))
    return found


@pytest.mark.parametrize("name", sorted(read_charts()))
def test_the_list_says_which_keys_are_set(name: str) -> None:
    """Whoever moves a chart to another version looks at these keys, and at no others."""
    assert list(chart(name).keys) == sorted(_set()[name])


def test_what_is_installed_is_listed() -> None:
    """And nothing is listed that nobody installs any more."""
    assert set(_set()) == set(read_charts())


def test_a_stack_on_the_platform_of_another_installs_none() -> None:
    """A review environment uses what its host has."""
    assert platform_values(resolved("review-7")) == []

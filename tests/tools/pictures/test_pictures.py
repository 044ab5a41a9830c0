"""The three pictures show what prod is made of, by what the program registers."""

from xml.etree import ElementTree

import pytest

from settings.registry import read_registry
from tests.stacks.recorded import delegated
from tools.pictures.architecture import architecture
from tools.pictures.data_flow import data_flow
from tools.pictures.facts import Facts
from tools.pictures.network import network


@pytest.fixture(scope="module")
def facts() -> Facts:
    """Prod, with its domain delegated."""
    return Facts(recording=delegated("prod").recording)


def _words(drawing: str) -> set[str]:
    return {text.text or "" for text in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")}


def test_the_architecture_has_every_environment_and_every_chart(facts: Facts) -> None:
    """A new service of the platform, or another version of one, is in the picture without anybody drawing it."""
    words = _words(architecture(facts, read_registry()))
    assert {"dev", "→ staging", "→ prod", "Control plane", "Execution plane"} <= words
    assert {word for chart in facts.charts for word in chart} <= words


def test_the_network_has_every_subnet(facts: Facts) -> None:
    """Each zone with its four kinds, each with its addresses."""
    words = " ".join(_words(network(facts)))
    assert len(facts.subnets) == 12
    assert all(subnet.block in words for subnet in facts.subnets)


def test_workers_reach_the_outside_by_the_proxy_alone(facts: Facts) -> None:
    """No arrow of the data flow leads from the execution plane to anything that is outside of the cluster."""
    ends = {way.destination.who for way in facts.ways if way.source.namespace == "execution-prod"}
    assert "egress-proxy" in ends
    assert {"the internet", "the database", "the Kubernetes API"} & ends == set()
    assert {"Egress proxy", "Database", "The internet"} <= _words(data_flow(facts))

"""cert-manager lies in several zones where there are several copies, and only the API server calls it."""

import pytest

from components.kubernetes.traffic import Addresses, Pods
from components.kubernetes.workload import Placement
from components.platform.cert_manager import (
    cert_manager_demand,
    cert_manager_flows,
    cert_manager_values,
)

_PLACEMENT = Placement(node_labels={"portarium.io/serves-system": "true"})
_PARTS = ("webhook", "cainjector")


def test_its_kinds_outlive_it() -> None:
    """Whoever deletes the kinds deletes the certificates that services start with."""
    values = cert_manager_values(environment="dev", replicas=1, placement=_PLACEMENT)
    assert values["crds"] == {"enabled": True, "keep": True}


def test_no_role_of_people_grows_by_its_kinds() -> None:
    """Who asks for a certificate reads its key: the chart would let whoever edits a namespace do so."""
    values = cert_manager_values(environment="dev", replicas=1, placement=_PLACEMENT)
    assert values["global"]["rbac"] == {"aggregateClusterRoles": False}


def test_it_takes_its_turn_in_its_own_namespace() -> None:
    """The chart's default is Kubernetes' own, where the platform's project lets nothing in."""
    values = cert_manager_values(environment="dev", replicas=3, placement=_PLACEMENT)
    assert values["global"]["leaderElection"] == {"namespace": "system"}


@pytest.mark.parametrize("part", ["", *_PARTS])
def test_copies_lie_in_different_zones(part: str) -> None:
    """A wish would leave them in the zone that fails; each constraint counts its own part alone."""
    values = cert_manager_values(environment="prod", replicas=3, placement=_PLACEMENT)
    found = values[part] if part else values
    [constraint] = found["topologySpreadConstraints"]
    assert constraint["whenUnsatisfiable"] == "DoNotSchedule"
    assert constraint["labelSelector"]["matchLabels"]["app.kubernetes.io/name"] == (part or "cert-manager")
    assert found["podDisruptionBudget"] == {"enabled": True}


@pytest.mark.parametrize("part", ["", *_PARTS])
def test_a_single_copy_lets_its_node_be_drained(part: str) -> None:
    """A budget of one pod that has to stay forbids every drain."""
    values = cert_manager_values(environment="dev", replicas=1, placement=_PLACEMENT)
    found = values[part] if part else values
    assert found["podDisruptionBudget"] == {"enabled": False}
    assert found["topologySpreadConstraints"] == []


def test_the_api_server_reaches_its_webhook_and_nothing_else_of_it() -> None:
    """From the subnets of its interfaces, which are no pods."""
    [way] = [flow for flow in cert_manager_flows(("10.0.0.0/18",)) if isinstance(flow.source, Addresses)]
    assert isinstance(way.destination, Pods)
    assert way.destination.labels["app.kubernetes.io/name"] == "webhook"
    assert way.destination.labels["app.kubernetes.io/instance"] == "cert-manager"
    assert way.ports == (10250,)


def test_what_it_requests_is_what_its_values_say() -> None:
    """The sum would otherwise be of other pods than those that come."""
    values = cert_manager_values(environment="prod", replicas=3, placement=_PLACEMENT)
    demand = {each.name: each for each in cert_manager_demand(3)}
    for name, part in {"cert-manager": values, "cert-manager-webhook": values["webhook"]}.items():
        requests = part["resources"]["requests"]
        assert (str(demand[name].cpu), str(demand[name].memory)) == (requests["cpu"], requests["memory"])
        assert demand[name].always == part["replicaCount"]
    assert demand["cert-manager-startupapicheck"].always == 0

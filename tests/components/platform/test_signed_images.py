"""Kyverno answers the API server about images, and does nothing else."""

from typing import Any

import pytest

from components.kubernetes.traffic import Addresses, Pods
from components.kubernetes.workload import Placement
from components.platform.signed_images import (
    HOSTS,
    signed_images_demand,
    signed_images_flows,
    signed_images_values,
)
from domain.addresses import KUBERNETES_API

_PLACEMENT = Placement(node_labels={"portarium.io/serves-system": "true"})


def _values(replicas: int = 3) -> dict[str, Any]:
    return signed_images_values(environment="prod", replicas=replicas, placement=_PLACEMENT)


def test_only_the_controller_that_answers_runs() -> None:
    """Reports, cleaning and generating are not asked of it, and each would be pods and rights more."""
    values = _values()
    for part in ("backgroundController", "cleanupController", "reportsController"):
        assert values[part] == {"enabled": False}
    assert values["admissionController"]["rbac"] == {"createViewRoleBinding": False}


def test_no_role_of_people_grows_by_its_kinds() -> None:
    """Whoever writes a policy may stop every pod, or write an exception."""
    assert _values()["rbac"] == {"roles": {"aggregate": {"admin": False, "view": False}}}
    assert "policyExceptions" not in _values()["features"], "the chart has them off"


def test_copies_lie_in_different_zones_and_one_at_a_time_goes() -> None:
    """While none answers, no pod of an environment starts."""
    controller = _values()["admissionController"]
    [constraint] = controller["topologySpreadConstraints"]
    assert constraint["whenUnsatisfiable"] == "DoNotSchedule"
    assert controller["podDisruptionBudget"] == {"minAvailable": 2}
    assert _values(1)["admissionController"]["topologySpreadConstraints"] == []


def test_the_labels_that_select_its_pods_stay_the_chart_s() -> None:
    """A label of ours by the same key would be in the template and not in the selector."""
    assert not {key for key in _values()["customLabels"] if key.startswith("app.kubernetes.io/")}


def test_the_api_server_reaches_it_and_it_reaches_the_registry() -> None:
    """Not by the egress proxy, whose own pods wait for its answer; and nothing inside the network."""
    flows = {flow.name: flow for flow in signed_images_flows(("10.0.0.0/18",))}
    asked = flows["kubernetes-to-kyverno"]
    assert isinstance(asked.destination, Pods)
    assert asked.source == Addresses(blocks=("10.0.0.0/18",))
    assert asked.ports == (9443,)
    out = flows["kyverno-to-internet"].destination
    assert isinstance(out, Addresses)
    assert (out.blocks, "10.0.0.0/8" in out.excluded) == (("0.0.0.0/0",), True)
    assert flows["kyverno-to-kubernetes"].destination == Addresses(blocks=(KUBERNETES_API,))
    assert HOSTS == ("tuf-repo-cdn.sigstore.dev",)


@pytest.mark.parametrize("replicas", [1, 3])
def test_what_it_requests_is_what_its_values_say(replicas: int) -> None:
    """The sum would otherwise be of other pods than those that come."""
    [demand] = signed_images_demand(replicas)
    controller = _values(replicas)["admissionController"]
    requests = controller["container"]["resources"]["requests"]
    assert (str(demand.cpu), str(demand.memory)) == (requests["cpu"], requests["memory"])
    assert (demand.always, demand.replicas, demand.spread) == (replicas, replicas + 1, replicas > 1)

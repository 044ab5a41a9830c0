"""The controller makes load balancers of its cluster and of no other, and opens nothing."""

import json
from functools import cache
from typing import Any

import pytest

from components.kubernetes.traffic import Addresses, Pods
from components.kubernetes.workload import Placement
from components.platform.load_balancers import (
    LOAD_BALANCERS,
    LoadBalancers,
    LoadBalancersArgs,
    class_parameters,
    load_balancers_demand,
    load_balancers_flows,
    load_balancers_values,
)
from portarium_sandbox.iam.decision import allows
from tests.recording import ACCOUNT_ID, Recording, record

_PLACEMENT = Placement(node_labels={"portarium.io/serves-system": "true"})
_OWN = {"aws:ResourceTag/elbv2.k8s.aws/cluster": "portarium-dev"}
_OTHERS = {"aws:ResourceTag/elbv2.k8s.aws/cluster": "portarium-prod"}


@cache
def _recorded() -> Recording:
    def program() -> object:
        return LoadBalancers(
            "load-balancers",
            LoadBalancersArgs(
                environment="dev",
                account_id=ACCOUNT_ID,
                cluster_name="portarium-dev",
                cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
                permissions_boundary="boundary",
            ),
        ).role_arn

    return record(program)


def _may(action: str, context: dict[str, str] | None = None) -> bool:
    policy = json.loads(_recorded().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    return allows([policy], action, "*", context=context or {})


def test_it_changes_what_its_cluster_made_and_nothing_else() -> None:
    """In an account there may be load balancers of other clusters, and of nobody's."""
    for action in ("DeleteLoadBalancer", "RegisterTargets", "ModifyListener", "DeleteTargetGroup"):
        assert _may(f"elasticloadbalancing:{action}", _OWN), action
        assert not _may(f"elasticloadbalancing:{action}", _OTHERS), action
        assert not _may(f"elasticloadbalancing:{action}"), action


def test_what_it_makes_has_the_tag_of_its_cluster() -> None:
    """What it may not change afterwards it may not make either."""
    given = {"aws:RequestTag/elbv2.k8s.aws/cluster": "portarium-dev"}
    assert _may("elasticloadbalancing:CreateLoadBalancer", given)
    assert not _may("elasticloadbalancing:CreateLoadBalancer")
    assert not _may("elasticloadbalancing:AddTags", given)


@pytest.mark.parametrize(
    "action",
    [
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateSecurityGroup",
        "wafv2:DisassociateWebACL",
        "acm:DeleteCertificate",
    ],
)
def test_it_opens_no_way(action: str) -> None:
    """The groups are made by the program, and it is told their names."""
    assert not _may(action, _OWN)


def _values(replicas: int) -> dict[str, object]:
    return load_balancers_values(
        environment="dev", tier="dev", region="eu-central-1", replicas=replicas, placement=_PLACEMENT
    )


def test_the_service_account_is_that_of_the_role() -> None:
    """Under another name its pods would have no identity."""
    association = _recorded().one("aws:eks/podIdentityAssociation:PodIdentityAssociation").inputs
    assert _values(1)["serviceAccount"] == {"name": association["serviceAccount"]}


def test_no_ingress_says_for_itself_who_may_reach_it() -> None:
    """The class says so, for namespaces of control planes, and of the platform where people sign in there."""
    values, spec = _values(1), class_parameters("dev")
    assert values["disableIngressGroupNameAnnotation"] is True
    assert values["disableIngressClassAnnotation"] is True
    assert _served(spec) == ["control"]
    assert _served(class_parameters("dev", ("system", "control"))) == ["control", "system"]
    assert spec["sslRedirectPort"] == "443"


def _served(spec: dict[str, Any]) -> list[str]:
    [expression] = spec["namespaceSelector"]["matchExpressions"]
    assert (expression["key"], expression["operator"]) == ("portarium.io/plane", "In")
    return expression["values"]


def test_its_certificate_is_not_made_up_each_time() -> None:
    """Argo CD renders a chart again and again, and would find another one each time."""
    assert _values(1)["enableCertManager"] is True


def test_what_it_requests_is_what_its_values_say() -> None:
    """The sum would otherwise be of other pods than those that come."""
    [demand] = load_balancers_demand(3)
    resources = _values(3)["resources"]
    assert isinstance(resources, dict)
    assert resources["requests"]["cpu"] == str(demand.cpu)
    assert demand.always == _values(3)["replicaCount"]


def test_it_reaches_nothing_but_kubernetes_and_aws() -> None:
    """And only the API server and whoever reads metrics reaches it."""
    flows = load_balancers_flows(("10.0.0.0/18",), ("10.0.96.0/24",))
    own = [
        flow
        for flow in flows
        if isinstance(flow.source, Pods) and flow.source.labels.get("app.kubernetes.io/name") == LOAD_BALANCERS
    ]
    assert all(isinstance(flow.destination, Addresses) for flow in own)
    assert {flow.ports for flow in flows if flow not in own} == {(9443,), (8080,)}

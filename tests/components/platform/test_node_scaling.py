"""The cluster autoscaler moves the sizes of its own cluster's node groups, and nothing else."""

from typing import Any

from components.kubernetes.workload import Placement
from components.platform.installation import Installation
from components.platform.node_scaling import (
    NodeScaling,
    NodeScalingArgs,
    node_scaling_demand,
    node_scaling_flows,
    node_scaling_values,
    scaling_statements,
)
from domain.ports import HTTPS
from portarium_sandbox.iam.decision import allows
from settings.charts import chart
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID, record

_PLACEMENT = Placement(node_labels={"portarium.io/serves-system": "true"})
_TAG = "aws:ResourceTag/k8s.io/cluster-autoscaler/portarium-dev"


def _args() -> NodeScalingArgs:
    return NodeScalingArgs(
        environment="dev",
        chart=chart("cluster-autoscaler"),
        installation=Installation(project="platform", namespace="system", wave=0, wait_seconds=60),
        region="eu-central-1",
        account_id=ACCOUNT_ID,
        cluster_name="portarium-dev",
        cluster_arn=f"arn:aws:eks:eu-central-1:{ACCOUNT_ID}:cluster/portarium-dev",
        replicas=2,
        placement=_PLACEMENT,
        permissions_boundary=f"arn:aws:iam::{ACCOUNT_ID}:policy/portarium-dev-boundary",
    )


def _values(replicas: int = 2) -> dict[str, Any]:
    return node_scaling_values(environment="dev", region="eu-central-1", replicas=replicas, placement=_PLACEMENT)


def _group(name: str) -> str:
    return f"arn:aws:autoscaling:eu-central-1:{ACCOUNT_ID}:autoScalingGroup:1:autoScalingGroupName/{name}"


def test_it_changes_the_groups_of_its_own_cluster_alone() -> None:
    """By the name that EKS gives them, and by the tag that EKS puts on them: one of both is not enough."""
    policy = [rendered(scaling_statements(_args()))]
    own, others = _group("eks-portarium-dev-system-1"), _group("eks-portarium-prod-system-1")
    for action in ("autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"):
        assert allows(policy, action, own, context={_TAG: "owned"})
        assert not allows(policy, action, own)
        assert not allows(policy, action, others, context={_TAG: "owned"})
    for action in ("autoscaling:UpdateAutoScalingGroup", "autoscaling:DeleteAutoScalingGroup", "ec2:RunInstances"):
        assert not allows(policy, action, own, context={_TAG: "owned"})
    assert allows(policy, "autoscaling:DescribeTags")


def test_its_application_comes_after_its_identity() -> None:
    """A pod that starts before has no AWS identity."""

    def program() -> object:
        scaling = NodeScaling("node-scaling", _args())
        return {"synced": scaling.application.synced}

    recording = record(program)
    role = recording.one("aws:iam/role:Role").inputs
    assert role["permissionsBoundary"].endswith("portarium-dev-boundary")
    association = recording.one("aws:eks/podIdentityAssociation:PodIdentityAssociation").inputs
    assert (association["namespace"], association["serviceAccount"]) == ("system", "cluster-autoscaler")
    application = recording.one("kubernetes:argoproj.io/v1alpha1:Application").inputs
    values = application["spec"]["source"]["helm"]["valuesObject"]
    assert values["rbac"]["serviceAccount"]["name"] == association["serviceAccount"]
    assert values["autoDiscovery"]["clusterName"] == "portarium-dev"


def test_a_node_with_our_pods_is_given_back() -> None:
    """Each has a scratch volume, and by default that keeps its node for ever."""
    assert _values()["extraArgs"] == {"skip-nodes-with-local-storage": False, "skip-nodes-with-system-pods": False}


def test_copies_lie_in_different_zones() -> None:
    """The one that adds nodes must not go with the zone that lost them."""
    (constraint,) = _values()["topologySpreadConstraints"]
    assert (constraint["whenUnsatisfiable"], constraint["nodeTaintsPolicy"]) == ("DoNotSchedule", "Honor")
    assert constraint["labelSelector"]["matchLabels"] == {"app.kubernetes.io/instance": "cluster-autoscaler"}
    assert _values(1)["topologySpreadConstraints"] == []


def test_what_it_requests_is_what_its_values_say() -> None:
    """The sum would otherwise be of other pods than those that come."""
    (demand,) = node_scaling_demand(2)
    requests = _values()["resources"]["requests"]
    assert (str(demand.cpu), str(demand.memory)) == (requests["cpu"], requests["memory"])
    assert (demand.always, demand.replicas) == (_values()["replicaCount"], 3)


def test_it_calls_nobody_but_aws_and_the_cluster() -> None:
    """Nothing of the internet is among its ways."""
    ways = {flow.name: flow.ports for flow in node_scaling_flows(["10.0.3.0/24"])}
    assert ways["cluster-autoscaler-to-aws"] == (HTTPS,)
    assert len(ways) == 4

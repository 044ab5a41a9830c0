"""EKS."""

import uuid
from typing import Any

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, role, subnets

_VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"


def _cluster_inputs(world: World) -> Properties:
    return {
        "name": f"cluster-{uuid.uuid4().hex[:8]}",
        "roleArn": role(world, "eks.amazonaws.com")["arn"],
        "version": "1.34",
        "vpcConfig": {
            "subnetIds": subnets(world),
            "endpointPrivateAccess": True,
            "endpointPublicAccess": True,
            "publicAccessCidrs": ["192.0.2.0/24"],
        },
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        "enabledClusterLogTypes": ["api", "audit"],
        "tags": {"team": "platform"},
    }


def _cluster(world: World) -> str:
    return world.make("aws:eks/cluster:Cluster", **_cluster_inputs(world)).identifier


def _open(world: World, made: Made) -> Properties:
    world.api("eks").update_cluster_config(
        name=made.identifier, resourcesVpcConfig={"publicAccessCidrs": ["0.0.0.0/0"]}
    )
    return {"vpcConfig": {**made.inputs["vpcConfig"], "publicAccessCidrs": ["0.0.0.0/0"]}}


def _node_group(world: World) -> Properties:
    inputs = _cluster_inputs(world)
    cluster = world.make("aws:eks/cluster:Cluster", **inputs).identifier
    return {
        "clusterName": cluster,
        "nodeRoleArn": role(world)["arn"],
        "subnetIds": inputs["vpcConfig"]["subnetIds"],
        "scalingConfig": {"desiredSize": 2, "minSize": 1, "maxSize": 3},
        "instanceTypes": ["m6i.large"],
        "labels": {"plane": "execution"},
        "taints": [{"key": "plane", "value": "execution", "effect": "NO_SCHEDULE"}],
        "tags": {"team": "platform"},
    }


def _grow(world: World, made: Made) -> Properties:
    scaling = {"desiredSize": 3, "minSize": 1, "maxSize": 3}
    cluster, _, name = made.identifier.partition(":")
    world.api("eks").update_nodegroup_config(clusterName=cluster, nodegroupName=name, scalingConfig=scaling)
    return {"scalingConfig": scaling}


def _entry(world: World) -> Properties:
    return {
        "clusterName": _cluster(world),
        "principalArn": role(world)["arn"],
        "kubernetesGroups": ["viewers"],
    }


def _promote(world: World, made: Made) -> Properties:
    world.api("eks").update_access_entry(
        clusterName=made["clusterName"], principalArn=made["principalArn"], kubernetesGroups=["owners"]
    )
    return {"kubernetesGroups": ["owners"]}


def _association(world: World) -> Properties:
    entry = world.make("aws:eks/accessEntry:AccessEntry", **_entry(world))
    return {
        "clusterName": entry["clusterName"],
        "principalArn": entry["principalArn"],
        "policyArn": _VIEW,
        "accessScope": {"type": "namespace", "namespaces": ["default"]},
    }


def _widen(world: World, made: Made) -> Properties:
    names = ("clusterName", "principalArn", "policyArn")
    world.api("eks").associate_access_policy(**{name: made[name] for name in names}, accessScope={"type": "cluster"})
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    assert inputs["accessScope"]["type"] == "cluster"
    return {"accessScope": inputs["accessScope"]}


def _addon(world: World) -> Properties:
    return {"clusterName": _cluster(world), "addonName": "vpc-cni", "configurationValues": '{"env":{"A":"b"}}'}


def _reconfigure(world: World, made: Made) -> Properties:
    values = '{"env":{"A":"c"}}'
    world.api("eks").update_addon(
        clusterName=made["clusterName"], addonName=made["addonName"], configurationValues=values
    )
    return {"configurationValues": values}


def _pod_identity(world: World) -> Properties:
    return {
        "clusterName": _cluster(world),
        "namespace": "portarium",
        "serviceAccount": "api",
        "roleArn": role(world, "pods.eks.amazonaws.com")["arn"],
        "tags": {"team": "platform"},
    }


def _other_role(world: World, made: Made) -> Properties:
    other: Any = role(world, "pods.eks.amazonaws.com")["arn"]
    world.api("eks").update_pod_identity_association(
        clusterName=made["clusterName"], associationId=made.identifier, roleArn=other
    )
    return {"roleArn": other}


CASES = [
    Case(
        token="aws:eks/cluster:Cluster",
        inputs=_cluster_inputs,
        change={"version": "1.35", "enabledClusterLogTypes": ["audit"], "tags": {"team": "data"}},
        replacement={"name": "another"},
        drift=_open,
        wrong_type={"vpcConfig": {"subnetIds": "subnet-1"}},
    ),
    Case(
        token="aws:eks/nodeGroup:NodeGroup",
        inputs=_node_group,
        change={
            "scalingConfig": {"desiredSize": 1, "minSize": 1, "maxSize": 2},
            "labels": {"plane": "control"},
            "taints": [],
        },
        replacement={"instanceTypes": ["m6i.xlarge"]},
        drift=_grow,
        wrong_type={"scalingConfig": {"desiredSize": "2", "minSize": 1, "maxSize": 3}},
    ),
    Case(
        token="aws:eks/accessEntry:AccessEntry",
        inputs=_entry,
        change={"kubernetesGroups": ["owners"], "tags": {"team": "platform"}},
        replacement={"principalArn": "arn:aws:iam::123456789012:role/another"},
        drift=_promote,
        wrong_type={"kubernetesGroups": "viewers"},
    ),
    Case(
        token="aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        inputs=_association,
        replacement={"accessScope": {"type": "cluster"}},
        drift=_widen,
        wrong_type={"accessScope": {"type": ["cluster"]}},
    ),
    Case(
        token="aws:eks/addon:Addon",
        inputs=_addon,
        change={"configurationValues": '{"env":{"A":"d"}}', "tags": {"team": "platform"}},
        replacement={"addonName": "kube-proxy"},
        drift=_reconfigure,
        wrong_type={"preserve": "yes"},
    ),
    Case(
        token="aws:eks/podIdentityAssociation:PodIdentityAssociation",
        inputs=_pod_identity,
        change=lambda world: {"roleArn": role(world, "pods.eks.amazonaws.com")["arn"]},
        replacement={"serviceAccount": "worker"},
        drift=_other_role,
        wrong_type={"namespace": 1},
    ),
]

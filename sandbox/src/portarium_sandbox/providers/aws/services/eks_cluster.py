"""EKS: clusters."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, as_map
from portarium_sandbox.providers.aws.services.eks import settled, settled_deleted, tags_of
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import (
    Call,
    Change,
    Fetch,
    Name,
    ResourceType,
    Step,
    Value,
    given,
    identifier,
)

_TAGS = tags_of()
_LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


def _network(subject: Subject) -> dict[str, Any]:
    told = subject.get("vpcConfig")
    names = ["subnetIds", "securityGroupIds", "endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs"]
    return {name: told[name] for name in names if told.get(name) is not None}


def _logging(subject: Subject) -> dict[str, Any]:
    enabled = as_list(subject.get("enabledClusterLogTypes"))
    groups = [
        {"types": list(enabled), "enabled": True},
        {"types": [kind for kind in _LOG_TYPES if kind not in enabled], "enabled": False},
    ]
    return {"clusterLogging": [group for group in groups if group["types"]]}


def _logged(cluster: dict[str, Any]) -> list[str]:
    groups = as_list(as_map(cluster.get("logging")).get("clusterLogging"))
    return [kind for group in groups if group["enabled"] for kind in as_list(group.get("types"))]


def _encryption(subject: Subject) -> list[Any] | None:
    told = subject.get("encryptionConfig")
    return None if told is None else [told]


def _update(parameter: str, value: Value) -> Step:
    """One kind of change of a cluster: EKS takes one at a time, and waits for it to end."""
    call = Call("update_cluster_config", {"name": identifier, parameter: value})

    def update(subject: Subject) -> None:
        call(subject)
        _settle_cluster(subject)

    return update


def _update_network(subject: Subject) -> None:
    """Only what changed: EKS refuses what is as it was, and tells addresses and access apart from subnets."""
    wanted, before = _network(subject), as_map(subject.old_inputs.get("vpcConfig") or subject.outputs.get("vpcConfig"))
    changed = {name: value for name, value in wanted.items() if before.get(name) != value}
    placement = {name: changed.pop(name) for name in ("subnetIds", "securityGroupIds") if name in changed}
    for part in (placement, changed):
        if part:
            subject.client().update_cluster_config(name=subject.identifier, resourcesVpcConfig=part)
            _settle_cluster(subject)


def _update_version(subject: Subject) -> None:
    subject.client().update_cluster_version(name=subject.identifier, version=subject.get("version"))
    _settle_cluster(subject)


_DESCRIBE_CLUSTER = Call("describe_cluster", {"name": identifier})
_settle_cluster = settled(_DESCRIBE_CLUSTER, "cluster")

_CLUSTER = ResourceType(
    type="aws:eks/cluster:Cluster",
    service="eks",
    camel_case=True,
    create=Call(
        "create_cluster",
        {
            "name": "name",
            "version": "version",
            "roleArn": "roleArn",
            "resourcesVpcConfig": _network,
            "kubernetesNetworkConfig": "kubernetesNetworkConfig",
            "logging": _logging,
            "encryptionConfig": _encryption,
            "accessConfig": "accessConfig",
            "bootstrapSelfManagedAddons": "bootstrapSelfManagedAddons",
            "upgradePolicy": "upgradePolicy",
            "zonalShiftConfig": "zonalShiftConfig",
            "deletionProtection": "deletionProtection",
            "clientRequestToken": lambda subject: subject.creation_token,
            "tags": _TAGS.at_creation,
        },
    ),
    identity=given("name"),
    read=(
        Fetch(
            Call("describe_cluster", {"name": identifier}, "cluster"),
            "name version roleArn kubernetesNetworkConfig accessConfig upgradePolicy zonalShiftConfig"
            " deletionProtection arn createdAt endpoint platformVersion status certificateAuthority",
            {
                "vpcConfig": "resourcesVpcConfig",
                "enabledClusterLogTypes": _logged,
                "encryptionConfig": "encryptionConfig",
                "clusterId": "id",
                "identities": lambda cluster: [{"oidcs": [cluster.get("identity", {}).get("oidc", {})]}],
            },
            tags="tags",
        ),
    ),
    changes=(
        Change("version", _update_version, False),
        Change("vpcConfig", _update_network, False),
        Change("enabledClusterLogTypes", _update("logging", _logging), False),
        Change(
            "accessConfig",
            _update(
                "accessConfig", lambda subject: {"authenticationMode": subject.get("accessConfig.authenticationMode")}
            ),
            False,
        ),
        Change("upgradePolicy", _update("upgradePolicy", "upgradePolicy"), False),
        Change("zonalShiftConfig", _update("zonalShiftConfig", "zonalShiftConfig"), False),
        Change("deletionProtection", _update("deletionProtection", "deletionProtection"), False),
    ),
    delete=Call("delete_cluster", {"name": identifier}),
    replace="name roleArn encryptionConfig kubernetesNetworkConfig bootstrapSelfManagedAddons"
    " accessConfig.bootstrapClusterCreatorAdminPermissions",
    defaults={"bootstrapSelfManagedAddons": True},
    local="forceUpdateVersion",
    name=Name(maximum=100),
    tagging=_TAGS,
    settle=_settle_cluster,
    settle_deleted=settled_deleted(_DESCRIBE_CLUSTER, "cluster"),
    volatile="platformVersion status",
)

ROWS = (_CLUSTER,)

"""EKS: clusters and their node groups."""

from typing import Any

from sandbox.providers.aws.clients import is_gone
from sandbox.providers.aws.subject import Subject
from sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, Step, Value, given, identifier, told
from sandbox.providers.aws.tagging import Tagging
from sandbox.providers.aws.waiting import wait_until


def tags_of(arn: str = "arn") -> Tagging:
    """EKS tags by ARN, which is an output under one name or another."""
    return Tagging({"resourceArn": told(arn)}, told_at="tags", tags="tags", keys="tagKeys", as_map=True)


_TAGS = tags_of()

_LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


def settled(describe: Step, at: str) -> Step:
    """A step that waits until what ``describe`` tells is active."""

    def settle(subject: Subject) -> None:
        wait_until(
            subject,
            lambda: describe(subject)[at]["status"],
            reached=("ACTIVE",),
            failed=("FAILED", "CREATE_FAILED", "UPDATE_FAILED", "DEGRADED"),
        )

    return settle


def settled_deleted(describe: Step, at: str) -> Step:
    """A step that waits until ``describe`` finds nothing any more."""

    def state(subject: Subject) -> str:
        try:
            return describe(subject)[at]["status"]
        except Exception as error:
            if is_gone(error):
                return ""
            raise

    def settle(subject: Subject) -> None:
        wait_until(subject, lambda: state(subject), reached=("",), failed=("DELETE_FAILED",))

    return settle


# -- Clusters


def _network(subject: Subject) -> dict[str, Any]:
    told = subject.get("vpcConfig")
    names = ["subnetIds", "securityGroupIds", "endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs"]
    return {name: told[name] for name in names if told.get(name) is not None}


def _logging(subject: Subject) -> dict[str, Any]:
    enabled = subject.get("enabledClusterLogTypes") or []
    groups = [
        {"types": list(enabled), "enabled": True},
        {"types": [kind for kind in _LOG_TYPES if kind not in enabled], "enabled": False},
    ]
    return {"clusterLogging": [group for group in groups if group["types"]]}


def _logged(cluster: dict[str, Any]) -> list[str]:
    groups = (cluster.get("logging") or {}).get("clusterLogging") or []
    return [kind for group in groups if group["enabled"] for kind in group.get("types") or []]


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
    wanted, before = _network(subject), subject.old_inputs.get("vpcConfig") or subject.outputs.get("vpcConfig") or {}
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

# -- Node groups


def _group(subject: Subject) -> dict[str, str]:
    cluster, _, name = subject.identifier.partition(":")
    return {"clusterName": cluster, "nodegroupName": name}


def _describe_group(subject: Subject) -> Any:
    return subject.client().describe_nodegroup(**_group(subject))


def _labels(subject: Subject) -> dict[str, Any] | None:
    wanted, before = subject.get("labels") or {}, subject.old_inputs.get("labels") or {}
    changes = {
        "addOrUpdateLabels": {key: value for key, value in wanted.items() if before.get(key) != value},
        "removeLabels": [key for key in before if key not in wanted],
    }
    return {name: value for name, value in changes.items() if value} or None


def _taints(subject: Subject) -> dict[str, Any] | None:
    wanted, before = subject.get("taints") or [], subject.old_inputs.get("taints") or []
    changes = {
        "addOrUpdateTaints": [taint for taint in wanted if taint not in before],
        "removeTaints": [taint for taint in before if _taint_key(taint) not in [_taint_key(item) for item in wanted]],
    }
    return {name: value for name, value in changes.items() if value} or None


def _taint_key(taint: dict[str, str]) -> tuple[str, str]:
    return taint["key"], taint["effect"]


def _configure_group(subject: Subject) -> None:
    values: dict[str, Any] = {
        "scalingConfig": subject.get("scalingConfig"),
        "updateConfig": subject.get("updateConfig"),
        "labels": _labels(subject),
        "taints": _taints(subject),
    }
    subject.client().update_nodegroup_config(
        **_group(subject), **{name: value for name, value in values.items() if value is not None}
    )
    _settle_group(subject)


def _upgrade_group(subject: Subject) -> None:
    names = ("version", "releaseVersion", "launchTemplate")
    values = {name: subject.get(name) for name in names if subject.get(name) is not None}
    if "launchTemplate" in values:
        # Either names the template; both together are refused.
        values["launchTemplate"] = _template(subject)
    subject.client().update_nodegroup_version(
        **_group(subject), **values, force=bool(subject.get("forceUpdateVersion"))
    )
    _settle_group(subject)


def _template(subject: Subject) -> dict[str, str] | None:
    told = subject.get("launchTemplate")
    if told is None:
        return None
    which = "id" if told.get("id") else "name"
    return {which: told[which], "version": told["version"]}


_settle_group = settled(_describe_group, "nodegroup")
_GROUP_SETTINGS = "amiType capacityType diskSize instanceTypes labels taints scalingConfig updateConfig"


def _group_parameters() -> dict[str, Value]:
    return {name: name for name in (*_GROUP_SETTINGS.split(), "version", "releaseVersion", "remoteAccess")}


_NODE_GROUP = ResourceType(
    type="aws:eks/nodeGroup:NodeGroup",
    service="eks",
    camel_case=True,
    create=Call(
        "create_nodegroup",
        {
            "clusterName": "clusterName",
            "nodegroupName": "nodeGroupName",
            "nodeRole": "nodeRoleArn",
            "subnets": "subnetIds",
            **_group_parameters(),
            "launchTemplate": _template,
            "clientRequestToken": lambda subject: subject.creation_token,
            "tags": _TAGS.at_creation,
        },
    ),
    identity=lambda subject, _answer: f"{subject.get('clusterName')}:{subject.get('nodeGroupName')}",
    read=(
        Fetch(
            lambda subject: _describe_group(subject)["nodegroup"],
            f"{_GROUP_SETTINGS} clusterName version releaseVersion status",
            {
                "arn": "nodegroupArn",
                "nodeGroupName": "nodegroupName",
                "nodeRoleArn": "nodeRole",
                "subnetIds": "subnets",
                "launchTemplate": "launchTemplate",
                "resources": lambda group: [
                    {"autoscalingGroups": (group.get("resources") or {}).get("autoScalingGroups") or []}
                ],
            },
            tags="tags",
        ),
    ),
    changes=(
        Change("version releaseVersion launchTemplate", _upgrade_group, False),
        Change("scalingConfig updateConfig labels taints", _configure_group, False),
    ),
    delete=lambda subject: subject.client().delete_nodegroup(**_group(subject)),
    replace="clusterName nodeGroupName nodeGroupNamePrefix nodeRoleArn subnetIds amiType capacityType diskSize"
    " instanceTypes remoteAccess",
    local="forceUpdateVersion",
    name=Name(property="nodeGroupName", maximum=63),
    tagging=_TAGS,
    settle=_settle_group,
    settle_deleted=settled_deleted(_describe_group, "nodegroup"),
    volatile="status releaseVersion",
)

ROWS = (_CLUSTER, _NODE_GROUP)

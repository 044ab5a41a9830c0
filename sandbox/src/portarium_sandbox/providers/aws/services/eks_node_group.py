"""EKS: node groups. A group's id is cluster:name."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, as_map
from portarium_sandbox.providers.aws.services.eks import settled, settled_deleted, tags_of
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, Value

_TAGS = tags_of()


def _group(subject: Subject) -> dict[str, str]:
    cluster, _, name = subject.identifier.partition(":")
    return {"clusterName": cluster, "nodegroupName": name}


def _describe_group(subject: Subject) -> Any:
    return subject.client().describe_nodegroup(**_group(subject))


def _labels(subject: Subject) -> dict[str, Any] | None:
    wanted, before = as_map(subject.get("labels")), as_map(subject.old_inputs.get("labels"))
    changes = {
        "addOrUpdateLabels": {key: value for key, value in wanted.items() if before.get(key) != value},
        "removeLabels": [key for key in before if key not in wanted],
    }
    return {name: value for name, value in changes.items() if value} or None


def _taints(subject: Subject) -> dict[str, Any] | None:
    wanted, before = as_list(subject.get("taints")), as_list(subject.old_inputs.get("taints"))
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
                    {"autoscalingGroups": as_list(as_map(group.get("resources")).get("autoScalingGroups"))}
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

ROWS = (_NODE_GROUP,)

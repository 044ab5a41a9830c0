"""EC2: launch templates."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, as_map
from portarium_sandbox.providers.aws.services.ec2 import EC2_TAGS, described, find_by_mark, tag_specification
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, identifier
from portarium_sandbox.providers.properties import is_array, is_object

_DATA = (
    "blockDeviceMappings disableApiStop disableApiTermination ebsOptimized iamInstanceProfile imageId"
    " instanceInitiatedShutdownBehavior instanceType keyName metadataOptions monitoring networkInterfaces placement"
    " tagSpecifications userData vpcSecurityGroupIds"
)
_NAMES = {"vpcSecurityGroupIds": "SecurityGroupIds", "securityGroups": "Groups", "kmsKeyId": "KmsKeyId"}
# pulumi-aws has these as text, because TF tells "false" from "not given" so; the API has booleans.
_BOOLEAN_TEXTS = frozenset(
    {"AssociateCarrierIpAddress", "AssociatePublicIpAddress", "DeleteOnTermination", "EbsOptimized", "Encrypted"}
)


def _data(subject: Subject) -> dict[str, Any]:
    found = {subject.converter.api_name(name): subject.api_value(name) for name in _DATA.split()}
    data = _with_booleans({name: value for name, value in found.items() if value is not None})
    for specification in data.get("TagSpecifications", []):
        tags = as_map(specification.get("Tags"))
        specification["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    return data


def _with_booleans(value: Any) -> Any:
    if is_array(value):
        return [_with_booleans(item) for item in value]
    if not is_object(value):
        return value
    return {
        name: item == "true" if name in _BOOLEAN_TEXTS and isinstance(item, str) else _with_booleans(item)
        for name, item in value.items()
    }


def _with_texts(value: Any) -> Any:
    if is_array(value):
        return [_with_texts(item) for item in value]
    if not is_object(value):
        return value
    return {
        name: str(item).lower() if name in _BOOLEAN_TEXTS and isinstance(item, bool) else _with_texts(item)
        for name, item in value.items()
    }


def _latest(subject: Subject) -> Any:
    versions = subject.client().describe_launch_template_versions(
        LaunchTemplateId=subject.identifier, Versions=["$Latest"]
    )["LaunchTemplateVersions"]
    if not versions:
        return None
    data = _with_texts(versions[0]["LaunchTemplateData"])
    for specification in as_list(data.get("TagSpecifications")):
        specification["Tags"] = {tag["Key"]: tag["Value"] for tag in specification["Tags"]}
    return {**data, "VersionDescription": versions[0].get("VersionDescription")}


def _new_version(subject: Subject) -> None:
    """A changed template is a new version of it; which one is the default is a setting of its own."""
    arguments = {"LaunchTemplateId": subject.identifier, "LaunchTemplateData": _data(subject)}
    if subject.get("description"):
        arguments["VersionDescription"] = subject.get("description")
    made = subject.client().create_launch_template_version(**arguments)["LaunchTemplateVersion"]
    if subject.get("updateDefaultVersion"):
        subject.client().modify_launch_template(
            LaunchTemplateId=subject.identifier, DefaultVersion=str(made["VersionNumber"])
        )


def _set_default(subject: Subject) -> None:
    if subject.get("defaultVersion"):
        subject.client().modify_launch_template(
            LaunchTemplateId=subject.identifier, DefaultVersion=str(subject.get("defaultVersion"))
        )


ROWS = (
    ResourceType(
        type="aws:ec2/launchTemplate:LaunchTemplate",
        service="ec2",
        create=Call(
            "create_launch_template",
            {
                "LaunchTemplateName": "name",
                "VersionDescription": "description",
                "LaunchTemplateData": _data,
                "TagSpecifications": tag_specification("launch-template"),
                "ClientToken": lambda subject: subject.creation_token,
            },
            "LaunchTemplate",
        ),
        identity="LaunchTemplateId",
        read=(
            Fetch(
                lambda subject: described(subject, "describe_launch_templates", "LaunchTemplates", "LaunchTemplateIds"),
                "",
                {
                    "name": "LaunchTemplateName",
                    "defaultVersion": "DefaultVersionNumber",
                    "latestVersion": "LatestVersionNumber",
                },
                tags="Tags",
            ),
            Fetch(_latest, _DATA, {"description": "VersionDescription"}),
        ),
        changes=(
            Change(f"description {_DATA}", _new_version, False),
            Change("defaultVersion", _set_default, False),
        ),
        delete=Call("delete_launch_template", {"LaunchTemplateId": identifier}),
        replace="name namePrefix",
        local="updateDefaultVersion",
        name=Name(maximum=125),
        names=_NAMES,
        computed={"arn": lambda subject: subject.arn("ec2", f"launch-template/{subject.identifier}")},
        volatile="latestVersion defaultVersion",
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
)

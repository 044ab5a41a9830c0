"""SSM: parameters."""

from typing import Any

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, given, identifier, take
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.properties import Properties

_TAGS = Tagging(
    {"ResourceType": lambda _: "Parameter", "ResourceId": identifier},
    add="add_tags_to_resource",
    remove="remove_tags_from_resource",
    told_at="TagList",
)


def _value(subject: Subject) -> str:
    return subject.get("value") or subject.get("insecureValue")


def _read(subject: Subject) -> dict[str, Any] | None:
    found = subject.client().get_parameter(Name=subject.identifier, WithDecryption=True)["Parameter"]
    described = subject.client().describe_parameters(
        ParameterFilters=[{"Key": "Name", "Option": "Equals", "Values": [subject.identifier]}]
    )["Parameters"]
    visible = found["Type"] != "SecureString" and subject.get("insecureValue") is not None
    return {
        "name": found["Name"],
        "arn": found["ARN"],
        "type": found["Type"],
        "version": found["Version"],
        "dataType": found.get("DataType"),
        "hasValueWo": False,
        "insecureValue" if visible else "value": found["Value"],
        **{
            name: described[0].get(name[:1].upper() + name[1:]) if described else None
            for name in ("description", "keyId", "tier", "allowedPattern")
        },
    }


def _check(inputs: Properties) -> None:
    if (inputs.get("value") is None) == (inputs.get("insecureValue") is None):
        raise InputError(("value", "exactly one of value and insecureValue is required"))
    if inputs.get("insecureValue") is not None and inputs.get("type") == "SecureString":
        raise InputError(("insecureValue", "not for a SecureString; use value"))


_SETTINGS = take("type description keyId tier allowedPattern dataType", Name="name", Value=_value)

ROWS = (
    ResourceType(
        type="aws:ssm/parameter:Parameter",
        service="ssm",
        camel_case=True,
        create=Call("put_parameter", {**_SETTINGS, "Tags": _TAGS.at_creation, "Overwrite": "overwrite"}),
        identity=given("name"),
        read=(
            Fetch(
                _read,
                "name arn type version value insecureValue description keyId tier allowedPattern dataType hasValueWo",
            ),
        ),
        changes=(
            Change(
                "type value insecureValue description keyId tier allowedPattern",
                Call("put_parameter", {**_SETTINGS, "Overwrite": lambda _: True}),
                False,
            ),
        ),
        delete=Call("delete_parameter", {"Name": identifier}),
        replace="name dataType",
        local="overwrite",
        name=Name(maximum=2048),
        tagging=_TAGS,
        validate=_check,
        volatile="version",
    ),
)

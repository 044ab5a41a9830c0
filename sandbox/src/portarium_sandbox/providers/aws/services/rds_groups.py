"""RDS: the parameters of instances, and the subnets they may use."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import (
    Call,
    Change,
    Fetch,
    Name,
    ResourceType,
    Step,
    given,
    identifier,
    take,
    told,
)
from portarium_sandbox.providers.aws.tagging import Tagging

RDS_TAGS = Tagging(
    {"ResourceName": told("arn")},
    add="add_tags_to_resource",
    remove="remove_tags_from_resource",
    told_at="TagList",
)
_PARAMETERS_A_CALL = 20
"""RDS takes no more at a time."""


def _parameters(subject: Subject) -> list[dict[str, str]]:
    pages = subject.client().get_paginator("describe_db_parameters").paginate(DBParameterGroupName=subject.identifier)
    return [
        {"name": item["ParameterName"], "value": item["ParameterValue"], "applyMethod": item["ApplyMethod"]}
        for page in pages
        for item in page["Parameters"]
        if item.get("ParameterValue") is not None and item.get("Source") == "user"
    ]


def _api_parameters(parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "ParameterName": item["name"],
            "ParameterValue": item["value"],
            "ApplyMethod": item.get("applyMethod") or "immediate",
        }
        for item in parameters
    ]


def _set_parameters(subject: Subject) -> None:
    wanted, before = as_list(subject.get("parameters")), as_list(subject.old_inputs.get("parameters"))
    names = {item["name"] for item in wanted}
    for operation, changed in (
        ("modify_db_parameter_group", [item for item in wanted if item not in before]),
        ("reset_db_parameter_group", [item for item in before if item["name"] not in names]),
    ):
        # RDS takes twenty at a time.
        for start in range(0, len(changed), _PARAMETERS_A_CALL):
            getattr(subject.client(), operation)(
                DBParameterGroupName=subject.identifier,
                Parameters=_api_parameters(changed[start : start + _PARAMETERS_A_CALL]),
            )


def _named(
    token: str,
    *,
    create: Step,
    read: tuple[Fetch, ...],
    changes: tuple[Change, ...],
    delete: str,
    who: str,
    replace: str,
) -> ResourceType:
    """A subnet or parameter group: its name is its id."""
    return ResourceType(
        type=token,
        service="rds",
        create=create,
        identity=given("name"),
        read=read,
        changes=changes,
        delete=Call(delete, {who: identifier}),
        replace=f"name namePrefix {replace}",
        local="skipDestroy" if who == "DBParameterGroupName" else "",
        defaults={"description": "Managed by Pulumi"},
        name=Name(lower_case=True),
        tagging=RDS_TAGS,
    )


_SUBNET_GROUP = take("subnetIds", DBSubnetGroupName="name", DBSubnetGroupDescription="description")

ROWS = (
    _named(
        "aws:rds/subnetGroup:SubnetGroup",
        create=Call("create_db_subnet_group", {**_SUBNET_GROUP, "Tags": RDS_TAGS.at_creation}),
        read=(
            Fetch(
                Call("describe_db_subnet_groups", {"DBSubnetGroupName": identifier}, "DBSubnetGroups.0"),
                "vpcId supportedNetworkTypes",
                {
                    "name": "DBSubnetGroupName",
                    "arn": "DBSubnetGroupArn",
                    "description": "DBSubnetGroupDescription",
                    "subnetIds": lambda group: [subnet["SubnetIdentifier"] for subnet in group["Subnets"]],
                },
            ),
        ),
        changes=(Change("subnetIds description", Call("modify_db_subnet_group", _SUBNET_GROUP), False),),
        delete="delete_db_subnet_group",
        who="DBSubnetGroupName",
        replace="",
    ),
    _named(
        "aws:rds/parameterGroup:ParameterGroup",
        create=Call(
            "create_db_parameter_group",
            take(
                "description", DBParameterGroupName="name", DBParameterGroupFamily="family", Tags=RDS_TAGS.at_creation
            ),
        ),
        read=(
            Fetch(
                Call("describe_db_parameter_groups", {"DBParameterGroupName": identifier}, "DBParameterGroups.0"),
                "description",
                {"name": "DBParameterGroupName", "arn": "DBParameterGroupArn", "family": "DBParameterGroupFamily"},
            ),
            Fetch(
                lambda subject: {"parameters": _parameters(subject)},
                shaped={"parameters": lambda answer: answer["parameters"]},
            ),
        ),
        changes=(Change("parameters", _set_parameters),),
        delete="delete_db_parameter_group",
        who="DBParameterGroupName",
        replace="family description",
    ),
)

"""The functions of pulumi-aws that the double answers."""

import json
from collections.abc import Callable

from portarium_sandbox.providers.aws.api_errors import api_errors
from portarium_sandbox.providers.aws.clients import Clients
from portarium_sandbox.providers.aws.configuration import Configuration
from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.errors import InputError, UnknownTypeError
from portarium_sandbox.providers.properties import Properties


def invoke(token: str, arguments: Properties, clients: Clients, configuration: Configuration) -> Properties:
    """Answer a function call. Raises UnknownTypeError and InputError."""
    known = _FUNCTIONS.get(token)
    if known is None:
        raise UnknownTypeError(token, "aws")
    accepted, function = known
    unknown = [name for name, value in arguments.items() if value is not None and name not in accepted]
    if unknown:
        reason = f"the sandbox's aws double does not take it; it takes {', '.join(accepted) or 'nothing'}"
        raise InputError(*((name, reason) for name in unknown))
    region = arguments.get("region") or configuration.region
    with api_errors():
        return function(arguments, clients.in_region(region))


def _caller_identity(_arguments: Properties, clients: Clients) -> Properties:
    identity = clients.identity()
    return {
        "id": identity["Account"],
        "accountId": identity["Account"],
        "arn": identity["Arn"],
        "userId": identity["UserId"],
    }


def _partition(_arguments: Properties, clients: Clients) -> Properties:
    suffix = "amazonaws.com.cn" if clients.partition == "aws-cn" else "amazonaws.com"
    return {
        "id": clients.partition,
        "partition": clients.partition,
        "dnsSuffix": suffix,
        "reverseDnsPrefix": ".".join(reversed(suffix.split("."))),
    }


def _region(_arguments: Properties, clients: Clients) -> Properties:
    region = clients.region
    return {
        "id": region,
        "name": region,
        "region": region,
        "description": region,
        "endpoint": f"ec2.{region}.amazonaws.com",
    }


def _availability_zones(arguments: Properties, clients: Clients) -> Properties:
    zones = clients.client("ec2").describe_availability_zones(
        Filters=[{"Name": item["name"], "Values": item["values"]} for item in as_list(arguments.get("filters"))]
    )["AvailabilityZones"]
    wanted = arguments.get("state")
    excluded_names = set(arguments.get("excludeNames") or ())
    excluded_ids = set(arguments.get("excludeZoneIds") or ())
    chosen = sorted(
        (zone["ZoneName"], zone["ZoneId"])
        for zone in zones
        if (wanted is None or zone["State"] == wanted)
        and zone["ZoneName"] not in excluded_names
        and zone["ZoneId"] not in excluded_ids
    )
    return {
        "id": clients.region,
        "region": clients.region,
        "names": [name for name, _ in chosen],
        "zoneIds": [zone for _, zone in chosen],
        "groupNames": [clients.region],
        **{
            name: arguments[name]
            for name in ("state", "filters", "excludeNames", "excludeZoneIds")
            if name in arguments
        },
    }


def _policy(arguments: Properties, clients: Clients) -> Properties:
    iam, arn = clients.client("iam"), arguments.get("arn")
    if not arn:
        raise InputError(("arn", "the sandbox's aws double knows a policy by its ARN alone"))
    found = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=found["DefaultVersionId"])["PolicyVersion"]
    return {
        "id": arn,
        "arn": arn,
        "attachmentCount": found["AttachmentCount"],
        "description": found.get("Description", ""),
        "name": found["PolicyName"],
        "path": found["Path"],
        "policy": json.dumps(version["Document"]),
        "policyId": found["PolicyId"],
        "tags": {tag["Key"]: tag["Value"] for tag in found.get("Tags", ())},
    }


_FUNCTIONS: dict[str, tuple[tuple[str, ...], Callable[[Properties, Clients], Properties]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": ((), _caller_identity),
    "aws:index/getPartition:getPartition": ((), _partition),
    "aws:index/getRegion:getRegion": (("region",), _region),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (
        ("state", "region", "filters", "excludeNames", "excludeZoneIds"),
        _availability_zones,
    ),
    "aws:iam/getPolicy:getPolicy": (("arn",), _policy),
}

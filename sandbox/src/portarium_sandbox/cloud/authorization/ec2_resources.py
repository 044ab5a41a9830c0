"""The resources of EC2: what has an ID among the parameters, and what the call makes."""

import re
from collections.abc import Iterator
from typing import Any, cast

from moto.ec2.models import ec2_backends

from portarium_sandbox.cloud.authorization.call import Call, tags_of, texts
from portarium_sandbox.iam.reference import is_made, kinds

_KINDS = {
    "acl": "network-acl",
    "ami": "image",
    "dopt": "dhcp-options",
    "eigw": "egress-only-internet-gateway",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "i": "instance",
    "igw": "internet-gateway",
    "lt": "launch-template",
    "nat": "natgateway",
    "pcx": "vpc-peering-connection",
    "pl": "prefix-list",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "snap": "snapshot",
    "subnet": "subnet",
    "vol": "volume",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}
# They name what a rule or a template speaks of, and AWS decides on the rule's group and the template alone.
_OTHERS = ("IpPermissions", "LaunchTemplateData")
_IDENTITY = re.compile(r"(?P<prefix>[a-z]+)-[0-9a-f]{8,}")


def ec2(call: Call, action: str, kind: str, account: str) -> list[str]:
    """The resources of one kind, by their IDs; what is made has none yet."""
    arn = f"arn:aws:ec2:{call.region}:{account}:{kind}"
    if is_made(action, kind):
        needed = kinds(action)[kind]["required"] or kind in tagged(call)
        return [f"{arn}/*"] if needed else []
    identities = [each for each in _identities(call, account) if _KINDS[each.rpartition("-")[0]] == kind]
    return [f"{arn}/{identity}" for identity in dict.fromkeys(identities)]


def tagged(call: Call) -> dict[str, dict[str, str]]:
    """The tags that a call gives to what it makes, by kind."""
    specifications: list[dict[str, Any]] = (
        call.parameters.get("TagSpecifications") or call.parameters.get("TagSpecification") or []
    )
    return {each["ResourceType"]: tags_of(each.get("Tags") or []) for each in specifications}


def _identities(call: Call, account: str) -> Iterator[str]:
    for text in texts({name: value for name, value in call.parameters.items() if name not in _OTHERS}):
        found = _IDENTITY.fullmatch(text)
        if found and found["prefix"] in _KINDS:
            yield text
        elif found:
            yield from _associated(text, account, call.region)
    if name := call.parameters.get("LaunchTemplateName"):
        templates: Any = cast("Any", ec2_backends[account][call.region]).launch_templates
        yield from (identity for identity, template in templates.items() if template.name == name)


def _associated(association: str, account: str, region: str) -> Iterator[str]:
    """What an association joins: AWS decides on these."""
    network: Any = ec2_backends[account][region]
    for table in network.route_tables.values():
        if association in table.associations:
            yield from (table.id, table.associations[association])
    for address in network.addresses:
        if address.association_id == association:
            yield address.allocation_id
            if address.eni:
                yield address.eni.id

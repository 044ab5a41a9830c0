"""EC2: security groups with inline rules, and rules as resources of their own."""

from typing import Any, Literal

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.services.ec2 import EC2_TAGS, described, find_by_mark, tag_specification
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, identifier, identifiers, take
from portarium_sandbox.providers.errors import InputError, ProviderError
from portarium_sandbox.providers.properties import Properties

Direction = Literal["ingress", "egress"]

_ANYWHERE = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
_PORTLESS = "-1"


def _group(subject: Subject) -> Any:
    return described(subject, "describe_security_groups", "SecurityGroups", "GroupIds")


def _inline(permissions: list[dict[str, Any]], group: str) -> list[dict[str, Any]]:
    """The API's permissions as inline rules; a permission with several descriptions is several rules."""
    rules: dict[tuple[Any, ...], dict[str, Any]] = {}
    for permission in permissions:
        protocol = permission["IpProtocol"]
        ports = (permission.get("FromPort", 0), permission.get("ToPort", 0))
        sources = [
            *(("cidrBlocks", item["CidrIp"], item) for item in as_list(permission.get("IpRanges"))),
            *(("ipv6CidrBlocks", item["CidrIpv6"], item) for item in as_list(permission.get("Ipv6Ranges"))),
            *(("prefixListIds", item["PrefixListId"], item) for item in as_list(permission.get("PrefixListIds"))),
            *(("securityGroups", item["GroupId"], item) for item in as_list(permission.get("UserIdGroupPairs"))),
        ]
        for kind, source, item in sources:
            description = item.get("Description", "")
            rule = rules.setdefault(
                (protocol, *ports, description),
                {"protocol": protocol, "fromPort": ports[0], "toPort": ports[1], "description": description},
            )
            if source == group:
                rule["self"] = True
            else:
                rule.setdefault(kind, []).append(source)
    return list(rules.values())


def _permission(rule: dict[str, Any], group: str) -> dict[str, Any]:
    """An inline rule as the API's permission."""
    protocol = {"all": _PORTLESS}.get(rule["protocol"], rule["protocol"])
    described_by = {"Description": rule["description"]} if rule.get("description") else {}
    groups = [*as_list(rule.get("securityGroups")), *([group] if rule.get("self") else [])]
    permission: dict[str, Any] = {
        "IpProtocol": protocol,
        "IpRanges": [{"CidrIp": item, **described_by} for item in as_list(rule.get("cidrBlocks"))],
        "Ipv6Ranges": [{"CidrIpv6": item, **described_by} for item in as_list(rule.get("ipv6CidrBlocks"))],
        "PrefixListIds": [{"PrefixListId": item, **described_by} for item in as_list(rule.get("prefixListIds"))],
        "UserIdGroupPairs": [{"GroupId": item, **described_by} for item in groups],
    }
    if protocol != _PORTLESS:
        permission.update(FromPort=rule["fromPort"], ToPort=rule["toPort"])
    return {name: value for name, value in permission.items() if value != []}


def _set_rules(subject: Subject, direction: Direction) -> None:
    """Make the group's rules those of the inline list: first add what is missing, then take away what is too much."""
    group = _group(subject)
    present = group["IpPermissions" if direction == "ingress" else "IpPermissionsEgress"]
    identity = subject.identifier
    have = [_permission(rule, identity) for rule in _inline(present, identity)]
    want = [_permission(rule, identity) for rule in as_list(subject.get(direction))]
    added = [permission for permission in want if permission not in have]
    removed = [permission for permission in have if permission not in want]
    if removed:
        revoke = getattr(subject.client(), f"revoke_security_group_{direction}")
        revoke(GroupId=identity, IpPermissions=removed)
    if added:
        authorize = getattr(subject.client(), f"authorize_security_group_{direction}")
        authorize(GroupId=identity, IpPermissions=added)


def _revoke_default_egress(subject: Subject) -> None:
    # AWS gives each new group a rule that lets everything out; pulumi-aws takes it away.
    subject.client().revoke_security_group_egress(GroupId=subject.identifier, IpPermissions=[_ANYWHERE])


def _create_group(subject: Subject) -> Any:
    answer = Call(
        "create_security_group",
        take("description vpcId", GroupName="name", TagSpecifications=tag_specification("security-group")),
    )(subject)
    subject.identifier = answer["GroupId"]
    if subject.get("vpcId"):
        _revoke_default_egress(subject)
    return answer


def _default_group(subject: Subject) -> Any:
    """The default group is not created but taken over, and emptied."""
    filters = [
        {"Name": "vpc-id", "Values": [subject.get("vpcId")]},
        {"Name": "group-name", "Values": ["default"]},
    ]
    found = subject.client().describe_security_groups(Filters=filters)["SecurityGroups"]
    if not found:
        raise ProviderError(f"vpcId: network {subject.get('vpcId')} has no default security group")
    subject.identifier = found[0]["GroupId"]
    EC2_TAGS.change(subject, {}, subject.tags)
    for direction in ("ingress", "egress"):
        _set_rules(subject, direction)
    return found[0]


_GROUP_READ = Fetch(
    _group,
    "description vpcId ownerId",
    {"name": "GroupName"},
    shaped={
        "ingress": lambda group: _inline(group["IpPermissions"], group["GroupId"]),
        "egress": lambda group: _inline(group["IpPermissionsEgress"], group["GroupId"]),
    },
    tags="Tags",
)
_INLINE_CHANGES = (
    Change("ingress", lambda subject: _set_rules(subject, "ingress")),
    Change("egress", lambda subject: _set_rules(subject, "egress")),
)


def _rule_permission(subject: Subject) -> list[dict[str, Any]]:
    item = {"Description": subject.get("description")} if subject.get("description") else {}
    permission: dict[str, Any] = {"IpProtocol": subject.get("ipProtocol")}
    for port in ("fromPort", "toPort"):
        if subject.get(port) is not None:
            permission[port[:1].upper() + port[1:]] = subject.get(port)
    for name, many, one in (
        ("cidrIpv4", "IpRanges", "CidrIp"),
        ("cidrIpv6", "Ipv6Ranges", "CidrIpv6"),
        ("prefixListId", "PrefixListIds", "PrefixListId"),
        ("referencedSecurityGroupId", "UserIdGroupPairs", "GroupId"),
    ):
        if subject.get(name) is not None:
            permission[many] = [{one: subject.get(name), **item}]
    return [permission]


def _check_rule(inputs: Properties) -> None:
    sources = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    if sum(inputs.get(name) is not None for name in sources) != 1:
        raise InputError(("", f"exactly one of {', '.join(sources)} is required"))


def _replace_rule(subject: Subject) -> None:
    """Change a rule in place, as the API can: its id stays."""
    names = take("ipProtocol fromPort toPort cidrIpv4 cidrIpv6 prefixListId description")
    rule = {api: subject.get(str(name)) for api, name in names.items()}
    rule["ReferencedGroupId"] = subject.get("referencedSecurityGroupId")
    subject.client().modify_security_group_rules(
        GroupId=subject.get("securityGroupId"),
        SecurityGroupRules=[
            {
                "SecurityGroupRuleId": subject.identifier,
                "SecurityGroupRule": {name: value for name, value in rule.items() if value is not None},
            }
        ],
    )


def _rule(direction: Direction) -> ResourceType:
    name = f"SecurityGroup{direction.capitalize()}Rule"
    return ResourceType(
        type=f"aws:vpc/{name[:1].lower()}{name[1:]}:{name}",
        service="ec2",
        create=Call(
            f"authorize_security_group_{direction}",
            {
                "GroupId": "securityGroupId",
                "IpPermissions": _rule_permission,
                "TagSpecifications": tag_specification("security-group-rule"),
            },
            "SecurityGroupRules.0",
        ),
        identity="SecurityGroupRuleId",
        read=(
            Fetch(
                Call("describe_security_group_rules", {"SecurityGroupRuleIds": identifiers}, "SecurityGroupRules.0"),
                "ipProtocol cidrIpv4 cidrIpv6 prefixListId description securityGroupRuleId",
                {
                    "securityGroupId": "GroupId",
                    "referencedSecurityGroupId": "ReferencedGroupInfo.GroupId",
                    # The API says -1 for the ports of a rule that has none.
                    "fromPort": lambda rule: None if rule["IpProtocol"] == _PORTLESS else rule.get("FromPort"),
                    "toPort": lambda rule: None if rule["IpProtocol"] == _PORTLESS else rule.get("ToPort"),
                },
                tags="Tags",
            ),
        ),
        changes=(
            Change(
                "ipProtocol fromPort toPort cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId description",
                _replace_rule,
                False,
            ),
        ),
        delete=Call(
            f"revoke_security_group_{direction}",
            {"GroupId": "securityGroupId", "SecurityGroupRuleIds": identifiers},
        ),
        replace="securityGroupId",
        computed={"arn": lambda subject: subject.arn("ec2", f"security-group-rule/{subject.identifier}")},
        tagging=EC2_TAGS,
        find=find_by_mark,
        validate=_check_rule,
    )


ROWS = (
    ResourceType(
        type="aws:ec2/securityGroup:SecurityGroup",
        service="ec2",
        create=_create_group,
        identity="GroupId",
        read=(_GROUP_READ,),
        changes=_INLINE_CHANGES,
        delete=Call("delete_security_group", {"GroupId": identifier}),
        replace="name namePrefix description vpcId",
        local="revokeRulesOnDelete",
        defaults={"description": "Managed by Pulumi", "revokeRulesOnDelete": False},
        name=Name(),
        computed={"arn": lambda subject: subject.arn("ec2", f"security-group/{subject.identifier}")},
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
    ResourceType(
        type="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        service="ec2",
        create=_default_group,
        identity="GroupId",
        read=(_GROUP_READ,),
        changes=_INLINE_CHANGES,
        # It goes with its network.
        delete=None,
        replace="vpcId",
        local="revokeRulesOnDelete",
        # What is not listed is taken away, which is what this type is for.
        defaults={"egress": [], "ingress": [], "revokeRulesOnDelete": False},
        computed={"arn": lambda subject: subject.arn("ec2", f"security-group/{subject.identifier}")},
        tagging=EC2_TAGS,
    ),
    _rule("ingress"),
    _rule("egress"),
)

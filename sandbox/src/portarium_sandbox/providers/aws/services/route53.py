"""Route 53: zones, records and query logs."""

from collections.abc import Mapping
from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, as_map
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, identifier
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.properties import Properties


class ZoneTagging(Tagging):
    """One call adds and removes a zone's tags."""

    def change(self, subject: Subject, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        """Make the new tags of the old ones."""
        added = {key: value for key, value in new.items() if old.get(key) != value}
        changes = {"AddTags": self.encode(added), "RemoveTagKeys": [key for key in old if key not in new] or None}
        subject.client().change_tags_for_resource(
            ResourceType="hostedzone",
            ResourceId=subject.identifier,
            **{name: value for name, value in changes.items() if value},
        )


_TAGS = ZoneTagging({"ResourceType": lambda _: "hostedzone", "ResourceId": identifier}, told_at="ResourceTagSet.Tags")

# -- Zones


def _create_zone(subject: Subject) -> str:
    arguments: dict[str, Any] = {"HostedZoneConfig": {"Comment": subject.get("comment") or ""}}
    networks = as_list(subject.get("vpcs"))
    if networks:
        arguments["VPC"] = _network(subject, networks[0])
    answer = subject.client().create_hosted_zone(
        Name=subject.get("name"), CallerReference=subject.creation_token, **arguments
    )
    return answer["HostedZone"]["Id"].rpartition("/")[2]


def _network(subject: Subject, told: dict[str, str]) -> dict[str, str]:
    return {"VPCId": told["vpcId"], "VPCRegion": told.get("vpcRegion") or subject.aws.region}


def _set_networks(subject: Subject) -> None:
    client, zone = subject.client(), subject.identifier
    wanted = [_network(subject, told) for told in as_list(subject.get("vpcs"))]
    present = as_list(client.get_hosted_zone(Id=zone).get("VPCs"))
    for network in wanted:
        if network not in present:
            client.associate_vpc_with_hosted_zone(HostedZoneId=zone, VPC=network)
    for network in present:
        if network not in wanted:
            client.disassociate_vpc_from_hosted_zone(HostedZoneId=zone, VPC=network)


def _zone(subject: Subject) -> Any:
    answer = subject.client().get_hosted_zone(Id=subject.identifier)
    servers = sorted(as_list(as_map(answer.get("DelegationSet")).get("NameServers")))
    return {
        "name": answer["HostedZone"]["Name"].rstrip("."),
        "comment": answer["HostedZone"].get("Config", {}).get("Comment"),
        "zoneId": subject.identifier,
        "nameServers": servers,
        "primaryNameServer": servers[0] if servers else "",
        "vpcs": [
            {"vpcId": network["VPCId"], "vpcRegion": network["VPCRegion"]} for network in as_list(answer.get("VPCs"))
        ],
    }


def _find_zone(subject: Subject) -> str | None:
    pages = subject.client().get_paginator("list_hosted_zones").paginate()
    zones = (zone for page in pages for zone in page["HostedZones"])
    found = (zone["Id"] for zone in zones if zone["CallerReference"] == subject.creation_token)
    return next((zone.rpartition("/")[2] for zone in found), None)


def _delete_zone(subject: Subject) -> None:
    client, zone = subject.client(), subject.identifier
    if subject.get("forceDestroy"):
        name = f"{subject.known('name').rstrip('.')}."
        for page in client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone):
            for record in page["ResourceRecordSets"]:
                if not (record["Type"] in ("NS", "SOA") and record["Name"] == name):
                    _change_records(subject, zone, "DELETE", record)
    client.delete_hosted_zone(Id=zone)


# -- Records


def _change_records(subject: Subject, zone: str, action: str, record: dict[str, Any]) -> None:
    subject.client().change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]}
    )


def _full_name(subject: Subject) -> str:
    """A record's name as pulumi-aws takes it: with or without the zone's."""
    name = subject.known("name").rstrip(".")
    zone = subject.client().get_hosted_zone(Id=subject.known("zoneId"))["HostedZone"]["Name"].rstrip(".")
    if not name:
        return zone
    return name if name == zone or name.endswith(f".{zone}") else f"{name}.{zone}"


def _record(subject: Subject) -> dict[str, Any]:
    record: dict[str, Any] = {"Name": _full_name(subject), "Type": subject.get("type")}
    if subject.get("records") is not None:
        quoted = subject.get("type") in ("TXT", "SPF")
        values = [f'"{value}"' if quoted and not value.startswith('"') else value for value in subject.get("records")]
        record["ResourceRecords"] = [{"Value": value} for value in values]
        record["TTL"] = subject.get("ttl")
    for alias in as_list(subject.get("aliases")):
        record["AliasTarget"] = {
            "HostedZoneId": alias["zoneId"],
            "DNSName": alias["name"],
            "EvaluateTargetHealth": alias["evaluateTargetHealth"],
        }
    return record


def _put_record(subject: Subject) -> None:
    action = "UPSERT" if subject.identifier or subject.get("allowOverwrite") else "CREATE"
    _change_records(subject, subject.get("zoneId"), action, _record(subject))


def _existing_record(subject: Subject) -> Any:
    name, kind = f"{_full_name(subject)}.", subject.known("type")
    pages = subject.client().get_paginator("list_resource_record_sets").paginate(HostedZoneId=subject.known("zoneId"))
    for page in pages:
        for record in page["ResourceRecordSets"]:
            if record["Name"] == name and record["Type"] == kind:
                return record
    return None


def _delete_record(subject: Subject) -> None:
    record = _existing_record(subject)
    if record is not None:
        _change_records(subject, subject.known("zoneId"), "DELETE", record)


def _values(record: dict[str, Any]) -> list[str] | None:
    values = [item["Value"] for item in as_list(record.get("ResourceRecords"))]
    return [value.strip('"') for value in values] if record["Type"] in ("TXT", "SPF") else values or None


def _aliases(record: dict[str, Any]) -> list[dict[str, Any]] | None:
    target = record.get("AliasTarget")
    if not target:
        return None
    return [
        {
            "zoneId": target["HostedZoneId"],
            "name": target["DNSName"].rstrip("."),
            "evaluateTargetHealth": target["EvaluateTargetHealth"],
        }
    ]


def _check_record(inputs: Properties) -> None:
    if (inputs.get("records") is None) == (inputs.get("aliases") is None):
        raise InputError(("records", "exactly one of records and aliases is required"))
    if inputs.get("records") is not None and inputs.get("ttl") is None:
        raise InputError(("ttl", "required with records"))


def _import_record(record: str) -> Properties:
    zone, name, kind = record.split("_")[:3]
    return {"zoneId": zone, "name": name, "type": kind}


def _find_query_log(subject: Subject) -> str | None:
    """A zone has one at most."""
    logs = subject.client().list_query_logging_configs(HostedZoneId=subject.get("zoneId"))["QueryLoggingConfigs"]
    return logs[0]["Id"] if logs else None


ROWS = (
    ResourceType(
        type="aws:route53/zone:Zone",
        service="route53",
        camel_case=True,
        create=_create_zone,
        identity="",
        read=(Fetch(_zone, "name comment zoneId nameServers primaryNameServer vpcs"),),
        changes=(
            Change(
                "comment",
                Call("update_hosted_zone_comment", {"Id": identifier, "Comment": lambda s: s.get("comment") or ""}),
                False,
            ),
            Change("vpcs", _set_networks),
            Change("tagsAll", lambda subject: _TAGS.change(subject, {}, subject.tags)),
        ),
        delete=_delete_zone,
        replace="name",
        local="forceDestroy",
        defaults={"comment": "Managed by Pulumi", "forceDestroy": False},
        name=Name(),
        computed={
            "arn": lambda subject: subject.arn(
                "route53", f"hostedzone/{subject.identifier}", region=False, account=False
            )
        },
        tagging=_TAGS,
        find=_find_zone,
    ),
    ResourceType(
        type="aws:route53/record:Record",
        service="route53",
        create=_put_record,
        identity=lambda subject, _answer: f"{subject.get('zoneId')}_{_full_name(subject)}_{subject.get('type')}",
        read=(
            Fetch(
                _existing_record,
                "type",
                {
                    "ttl": "TTL",
                    "records": _values,
                    "aliases": _aliases,
                    "fqdn": lambda record: record["Name"].rstrip("."),
                },
            ),
        ),
        changes=(Change("records aliases ttl", _put_record, False),),
        delete=_delete_record,
        replace="zoneId name type",
        local="allowOverwrite",
        names={"zoneId": "zoneId", "name": "name", "evaluateTargetHealth": "evaluateTargetHealth"},
        import_identifier=_import_record,
        validate=_check_record,
    ),
    ResourceType(
        type="aws:route53/queryLog:QueryLog",
        service="route53",
        create=Call(
            "create_query_logging_config",
            {"HostedZoneId": "zoneId", "CloudWatchLogsLogGroupArn": "cloudwatchLogGroupArn"},
            "QueryLoggingConfig",
        ),
        identity="Id",
        read=(
            Fetch(
                Call("get_query_logging_config", {"Id": identifier}, "QueryLoggingConfig"),
                values={"zoneId": "HostedZoneId", "cloudwatchLogGroupArn": "CloudWatchLogsLogGroupArn"},
            ),
        ),
        delete=Call("delete_query_logging_config", {"Id": identifier}),
        replace="zoneId cloudwatchLogGroupArn",
        computed={
            "arn": lambda subject: subject.arn(
                "route53", f"queryloggingconfig/{subject.identifier}", region=False, account=False
            )
        },
        find=_find_query_log,
    ),
)

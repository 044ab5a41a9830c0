"""Route 53."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, subnet_network


def _zone(world: World) -> str:
    return world.make("aws:route53/zone:Zone", name="example.com").identifier


def _comment(world: World, made: Made) -> Properties:
    world.api("route53").update_hosted_zone_comment(Id=made.identifier, Comment="changed")
    return {"comment": "changed"}


def _slower(world: World, made: Made) -> Properties:
    record = {
        "Name": "www.example.com",
        "Type": "CNAME",
        "TTL": 3600,
        "ResourceRecords": [{"Value": "portarium.example.com"}],
    }
    world.api("route53").change_resource_record_sets(
        HostedZoneId=made["zoneId"],
        ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]},
    )
    return {"ttl": 3600}


CASES = [
    Case(
        token="aws:route53/zone:Zone",
        inputs=lambda world: {
            "name": "example.com",
            "comment": "the product",
            "vpcs": [{"vpcId": subnet_network(world).identifier}],
            "tags": {"team": "platform"},
        },
        change={"comment": "still the product", "tags": {"team": "data"}, "forceDestroy": True},
        replacement={"name": "example.org"},
        drift=_comment,
        wrong_type={"forceDestroy": "yes"},
    ),
    Case(
        token="aws:route53/record:Record",
        inputs=lambda world: {
            "zoneId": _zone(world),
            "name": "www",
            "type": "CNAME",
            "ttl": 60,
            "records": ["portarium.example.com"],
        },
        change={"ttl": 300},
        replacement={"name": "api"},
        drift=_slower,
        wrong_type={"ttl": "60"},
    ),
]

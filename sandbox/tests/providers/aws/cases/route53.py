"""Route 53."""

import json

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, subnet_network


def _zone(world: World) -> str:
    return world.make("aws:route53/zone:Zone", name="example.com").identifier


def _group(world: World) -> str:
    """A log group where Route 53 looks for it, and may write."""
    group = world.make("aws:cloudwatch/logGroup:LogGroup", region="us-east-1")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "route53.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"{group['arn']}:*",
    }
    world.make(
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        policyName=group.identifier,
        policyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        region="us-east-1",
    )
    return group["arn"]


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
    Case(
        token="aws:route53/queryLog:QueryLog",
        inputs=lambda world: {"zoneId": _zone(world), "cloudwatchLogGroupArn": _group(world)},
        replacement={"cloudwatchLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:another"},
        wrong_type={"zoneId": 1},
    ),
]

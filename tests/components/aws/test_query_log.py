"""Every question to the public zone is recorded, by Route 53 for this zone and nobody else."""

import json

import pytest

from components.aws.query_log import QueryLog, QueryLogArgs
from portarium_sandbox.iam.decision import admits
from tests.recording import ACCOUNT_ID, Recording, record

_ZONE = "arn:aws:route53:::hostedzone/Z1"
_ROUTE_53 = {"Service": "route53.amazonaws.com"}
_GROUP = "aws:cloudwatch/logGroup:LogGroup"
_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
_LOG = "aws:route53/queryLog:QueryLog"


def _record() -> Recording:
    def program() -> object:
        return QueryLog(
            "queries",
            QueryLogArgs(environment="dev", account_id=ACCOUNT_ID, zone_id="Z1", zone_arn=_ZONE, retention_days=365),
        ).log_group_name

    return record(program)


def test_group_and_policy_are_where_route_53_writes() -> None:
    """A group in the environment's own region would be refused."""
    recording = _record()
    assert {recording.one(kind).inputs["region"] for kind in (_GROUP, _POLICY)} == {"us-east-1"}


def test_the_group_is_named_after_its_environment() -> None:
    """The pipeline makes groups of AWS's services under the environment's name, in any region."""
    recording = _record()
    assert recording.result == recording.one(_GROUP).inputs["name"] == "/aws/route53/portarium-dev-queries"
    assert recording.one(_LOG).inputs["cloudwatchLogGroupArn"].endswith(recording.one(_GROUP).name)


def test_route_53_may_write_before_there_is_a_query_log() -> None:
    """AWS looks for the permission when the log is switched on."""
    recording = _record()
    assert recording.one(_POLICY).urn in recording.one(_LOG).depends_on


@pytest.mark.parametrize(
    ("source", "account", "admitted"),
    [
        (_ZONE, ACCOUNT_ID, True),
        ("arn:aws:route53:::hostedzone/Z2", ACCOUNT_ID, False),
        (_ZONE, "210987654321", False),
    ],
)
def test_nobody_elses_zone_fills_the_record(source: str, account: str, admitted: bool) -> None:
    """Another account could have Route 53 write its questions into our group."""
    recording = _record()
    policy = json.loads(recording.one(_POLICY).inputs["policyDocument"])
    stream = f"{recording.one(_LOG).inputs['cloudwatchLogGroupArn']}:log-stream:Z1/FRA50"
    context = {"aws:SourceArn": source, "aws:SourceAccount": account}
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        assert admits(policy, action, context, principal=_ROUTE_53, resource=stream) is admitted

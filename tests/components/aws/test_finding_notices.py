"""What is found in an account reaches whoever watches it, and each finding once."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest
from moto.events.models import EventPattern

from components.aws.finding_notices import NOTICES, FindingNotices, FindingNoticesArgs
from portarium_sandbox.iam.decision import admits, denies
from tests.recording import ACCOUNT_ID, REGION, Recording, record

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
EVENTS = {"Service": "events.amazonaws.com"}


def _record(*addresses: str) -> Recording:
    def program() -> object:
        args = FindingNoticesArgs(
            account="prod", account_id=ACCOUNT_ID, region=REGION, email_addresses=addresses, protect=True
        )
        return FindingNotices("findings", args).topic_arn

    return record(program)


def _hub(**finding: Any) -> dict[str, Any]:
    """What Security Hub says of a finding."""
    found = {
        "ProductName": "Security Hub",
        "RecordState": "ACTIVE",
        "Severity": {"Label": "HIGH"},
        "Workflow": {"Status": "NEW"},
        **finding,
    }
    return {
        "source": "aws.securityhub",
        "detail-type": "Security Hub Findings - Imported",
        # There is one in a list. EventBridge looks into each object of a list, and moto into none.
        "detail": {"findings": found},
    }


def _duty(severity: float) -> dict[str, Any]:
    """What GuardDuty says of a finding."""
    return {"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {"severity": severity}}


def _told_by(event: Mapping[str, Any]) -> list[str]:
    """The rules that tell of an event, as EventBridge reads their patterns."""
    patterns = {rule.name: json.loads(rule.inputs["eventPattern"]) for rule in _record().all(RULE)}
    return [name for name, pattern in patterns.items() if EventPattern("", pattern).matches_event(cast("Any", event))]


@pytest.mark.parametrize(
    ("event", "by"),
    [
        (_hub(), ["findings-security-hub"]),
        (_hub(Severity={"Label": "CRITICAL"}), ["findings-security-hub"]),
        (_hub(Severity={"Label": "MEDIUM"}), []),
        (_hub(Workflow={"Status": "NOTIFIED"}), []),
        (_hub(Workflow={"Status": "SUPPRESSED"}), []),
        (_hub(RecordState="ARCHIVED"), []),
        (_hub(ProductName="GuardDuty"), []),
        (_duty(8.5), ["findings-guardduty"]),
        (_duty(4), ["findings-guardduty"]),
        (_duty(2), []),
    ],
)
def test_a_serious_finding_is_told_by_one_rule(event: dict[str, Any], by: list[str]) -> None:
    """Until somebody has taken it up; what GuardDuty finds comes from itself and not from Security Hub again."""
    assert _told_by(event) == by


def test_eventbridge_publishes_without_saying_for_whom() -> None:
    """A condition on what it does not say would keep every finding back."""
    recording = _record()
    topic = str(recording.result)
    policy = json.loads(recording.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"])
    assert admits(policy, "sns:Publish", {}, principal=EVENTS, resource=topic)
    assert denies([policy], "sns:Publish", topic, {"aws:SecureTransport": "false"})
    assert not admits(policy, "sns:Subscribe", {}, principal=EVENTS, resource=topic)
    assert not admits(policy, "sns:Publish", {}, principal={"Service": "s3.amazonaws.com"}, resource=topic)


def test_the_key_is_for_this_topic_only() -> None:
    """SNS names the topic to KMS, and EventBridge uses the key for no other."""
    recording = _record()
    key = recording.one("aws:kms/key:Key")
    policy = json.loads(key.inputs["policy"])
    context = "kms:EncryptionContext:aws:sns:topicArn"
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:{recording.one('aws:sns/topic:Topic').inputs['name']}"
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        assert admits(policy, action, {context: topic}, principal=EVENTS, resource="*")
        assert not admits(policy, action, {context: f"{topic}-2"}, principal=EVENTS, resource="*")
    assert key.name in recording.one("aws:sns/topic:Topic").inputs["kmsMasterKeyId"]


def test_each_rule_mails_what_it_sees() -> None:
    """Every word of the text is somewhere in the event, and the target asks for no role."""
    recording = _record()
    for target in recording.all(TARGET):
        transformer = target.inputs["inputTransformer"]
        words = {part.partition(">")[0] for part in json.loads(transformer["inputTemplate"]).split("<")[1:]}
        assert words == set(transformer["inputPaths"])
        assert "roleArn" not in target.inputs
    assert {target.inputs["arn"] for target in recording.all(TARGET)} == {recording.result}
    assert len(recording.all(TARGET)) == len(NOTICES)


def test_an_address_keeps_its_subscription_when_another_goes() -> None:
    """Subscriptions are named after the address, not after its place in the list."""
    token = "aws:sns/topicSubscription:TopicSubscription"
    both = {each.name: each.inputs["endpoint"] for each in _record("a@example.com", "b@example.com").all(token)}
    one = {each.name: each.inputs["endpoint"] for each in _record("b@example.com").all(token)}
    assert len(both) == 2
    assert one.items() <= both.items()

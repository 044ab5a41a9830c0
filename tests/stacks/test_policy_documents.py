"""AWS takes every IAM document of every stack, and each statement in it can hold."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.aws.policy_document import EVERYONE, Statement, service_trust
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID, Recording, Registered
from tests.stacks.policy_documents import Kind, PolicyDocument, policy_documents
from tests.stacks.policy_findings import Finding, findings, write_reference
from tests.stacks.recorded import ENVIRONMENTS, STACKS, delegated, recorded, recorded_account

_CONTEXT_OF_A_KEY = (
    "the key is KMS's `kms:EncryptionContext:${EncryptionContextKey}`, a pattern that the validator doesn't read"
)
_HELD_BY_ITS_CONTEXT = "the service is held to this account by the encryption context, as AWS documents for its key"
_AT_AN_ENDPOINT = "the policy of an endpoint lets a request pass; whose it may be is what the trust of the role says"
_LETTER_BY_LETTER = "the ARN is one without a pattern, and compared letter by letter it is compared more strictly"
ACCEPTED: Mapping[Finding, str] = {
    Finding(
        place="delivery-boundary.policy", statement="Under", issue="type_mismatch_usable", about=""
    ): _LETTER_BY_LETTER,
    Finding(
        place="delivery-boundary.policy",
        statement="Evidence",
        issue="foranyvalue_deny_without_null_check",
        about="kms:ResourceAliases",
    ): "a key without any alias is none of ours, and the alias of evidence is neither deleted nor moved",
    Finding(
        place="delivery-boundary.policy", statement="New", issue="invalid_condition_key", about="kms:ResourceAliases"
    ): "actions without the key are allowed as it is absent, which the statement asks for; a second one has no room",
    Finding(
        place="delivery-deploy.assumeRolePolicy",
        statement="0",
        issue="invalid_condition_key",
        about="token.actions.githubusercontent.com:ref",
    ): "AWS compares this claim of GitHub's since February 2026, and the validator's reference is older",
    **{
        Finding(place=place, statement=statement, issue="type_mismatch_usable", about=""): _LETTER_BY_LETTER
        for place, statement in (
            ("trail-key-key.policy", "ServiceCloudtrail"),
            ("trail-policy.policy", "CloudTrailLooks"),
            ("trail-policy.policy", "CloudTrailWrites"),
        )
    },
    Finding(
        place="evidence-replication-role.assumeRolePolicy", statement="0", issue="confused_deputy_risk", about=""
    ): "S3 does not document that it sends a source here; whoever has it take the role on must be allowed to pass it",
    Finding(
        place="findings-policy.policy", statement="EventBridgePublishes", issue="confused_deputy_risk", about=""
    ): "AWS documents that the policy of a topic can't hold EventBridge to a condition (docs/adr/0124)",
    Finding(
        place="evidence-policy.policy", statement="OnlyTheEvidenceKey", issue="type_mismatch_usable", about=""
    ): _LETTER_BY_LETTER,
    **{
        Finding(
            place="network-endpoints-sts.policy", statement="1", issue=issue, about="sts:AssumeRoleWithWebIdentity"
        ): _AT_AN_ENDPOINT
        for issue in ("invalid_principal_type_for_assume_action", "missing_required_condition_for_assume_action")
    },
    **{
        Finding(place=place, statement=statement, issue=issue, about=about): reason
        for place, statement, key in (
            ("keys-logs-key.policy", "ServiceLogs", "kms:EncryptionContext:aws:logs:arn"),
            ("findings-key-key.policy", "ServiceEvents", "kms:EncryptionContext:aws:sns:topicArn"),
            ("keys-notifications-key.policy", "ServiceBudgets", "kms:EncryptionContext:aws:sns:topicArn"),
            ("keys-notifications-key.policy", "ServiceCloudwatch", "kms:EncryptionContext:aws:sns:topicArn"),
            ("keys-notifications-key.policy", "ServiceEvents", "kms:EncryptionContext:aws:sns:topicArn"),
        )
        for issue, about, reason in (
            ("confused_deputy_risk", "", _HELD_BY_ITS_CONTEXT),
            ("invalid_condition_key", key, _CONTEXT_OF_A_KEY),
        )
    },
}
"""Findings that are no reason to change a document, each with why."""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """AWS's reference, as the validator reads it."""
    return write_reference(tmp_path_factory.mktemp("reference"))


def test_nothing_is_to_be_said_against_any_document(reference: Path) -> None:
    """Actions, ARNs and condition keys exist and fit; what was accepted before has to be found still."""
    documents = [document for recording in _recordings() for document in policy_documents(recording)]
    found = findings(set(documents), reference)
    assert {replace(finding, place=_in_any_environment(finding.place)) for finding in found} == set(ACCEPTED)


def test_every_kind_of_document_is_looked_at() -> None:
    """A search that finds nothing would have nothing to say either."""
    for stack in STACKS:
        kinds = {document.kind for document in policy_documents(recorded(stack).recording)}
        assert kinds == {"IDENTITY_POLICY", "RESOURCE_POLICY", "TRUST_POLICY"}


_TEXT = '{"Version": "2012-10-17", "Statement": []}'


@pytest.mark.parametrize(
    ("inputs", "places"),
    [
        ({"policy": _TEXT}, ["some.policy"]),
        ({"policy": {"Statement": []}}, ["some.policy"]),
        ({"outer": [{"inner": _TEXT}]}, ["some.outer[0].inner"]),
        ({"policy": '{"RedrivePolicy": 1}', "text": "Statement"}, []),
    ],
)
def test_a_new_document_is_found_by_what_it_is(inputs: dict[str, Any], places: list[str]) -> None:
    """No list names the resources or properties that have one."""
    resource = Registered(
        type="aws:new/thing:Thing",
        name="some",
        urn="",
        parent="",
        inputs=inputs,
        protect=False,
        retain_on_delete=False,
        delete_before_replace=False,
        ignore_changes=[],
        deleted_with="",
        depends_on=[],
        provider="",
        update_timeout="",
        custom=True,
        before_delete=[],
        aliases=[],
    )
    assert [document.place for document in policy_documents(Recording(resources=[resource]))] == places


MISTAKES: Mapping[str, tuple[Kind, Statement]] = {
    "invalid_action": ("IDENTITY_POLICY", Statement(actions=["s3:GetObjekt"])),
    # The validator's words for a service that AWS's reference does not have.
    "check_execution_error": ("IDENTITY_POLICY", Statement(actions=["s4:GetObject"])),
    "invalid_resource": ("IDENTITY_POLICY", Statement(actions=["s3:GetObject"], resources=["bucket/*"])),
    "resource_mismatch": ("IDENTITY_POLICY", Statement(actions=["s3:GetObject"], resources=["arn:aws:s3:::bucket"])),
    "invalid_condition_key": (
        "IDENTITY_POLICY",
        Statement(actions=["s3:GetObject"], conditions={"StringEquals": {"s3:Prefixx": "a"}}),
    ),
    "invalid_operator": (
        "IDENTITY_POLICY",
        Statement(actions=["s3:GetObject"], conditions={"StringEquel": {"aws:PrincipalAccount": ACCOUNT_ID}}),
    ),
    "policy_type_hint": ("IDENTITY_POLICY", Statement(actions=["s3:GetObject"], principals=EVERYONE)),
    "missing_action": ("IDENTITY_POLICY", Statement(actions=[])),
    "missing_principal": ("RESOURCE_POLICY", Statement(actions=["s3:GetObject"])),
    "confused_deputy_risk": ("TRUST_POLICY", service_trust("eks.amazonaws.com")),
}
"""One mistake for each kind of finding, in a document of the kind that it is made in."""


def test_what_aws_would_refuse_is_found(reference: Path) -> None:
    """Each mistake is named for what it is."""
    documents = [
        PolicyDocument(place=issue, kind=kind, text=json.dumps(rendered([statement])))
        for issue, (kind, statement) in MISTAKES.items()
    ]
    found = findings(documents, reference)
    for issue in MISTAKES:
        assert issue in {finding.issue for finding in found if finding.place == issue}


def _recordings() -> Iterator[Recording]:
    yield from (recorded(stack).recording for stack in STACKS)
    yield from (delegated(stack).recording for stack in ENVIRONMENTS)
    yield recorded_account()


def _in_any_environment(place: str) -> str:
    """An account has the same document once for each of its environments."""
    first, _, rest = place.partition("-")
    return rest if first in ENVIRONMENTS else place

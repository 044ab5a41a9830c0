"""Typed statements become the documents that IAM reads, and their differences are differences of meaning."""

import pulumi
import pytest

from components.aws.policy_document import (
    EVERYONE,
    Principals,
    Statement,
    only_through_tls,
    policy_document,
    role_trust,
    service_trust,
    whole_account,
)
from portarium_sandbox.iam.decision import admits, allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID, record


def test_a_denial_wins_over_an_allowance() -> None:
    """Effects arrive as they were written."""
    policy = rendered(
        [Statement(actions=["s3:*"]), Statement(effect="Deny", actions=["s3:DeleteObjectVersion"], sid="Locked")]
    )
    assert allows([policy], "s3:GetObject", "arn:object")
    assert not allows([policy], "s3:DeleteObjectVersion", "arn:object")


def test_a_condition_limits_its_statement() -> None:
    """Without the condition's value in the request the statement doesn't apply."""
    statement = Statement(actions=["iam:PassRole"], conditions={"StringEquals": {"iam:PassedToService": "eks"}})
    assert allows([rendered([statement])], "iam:PassRole", context={"iam:PassedToService": "eks"})
    assert not allows([rendered([statement])], "iam:PassRole", context={"iam:PassedToService": "lambda"})


def test_arns_that_are_not_known_yet_find_their_way_in() -> None:
    """An Output among the resources is resolved when the document becomes JSON."""
    statement = Statement(actions=["kms:Decrypt"], resources=[pulumi.Output.from_input("arn:key")])
    assert allows([rendered([statement])], "kms:Decrypt", "arn:key")


def test_a_service_without_a_source_account_is_trusted_as_such() -> None:
    """EC2 names no source account when it takes on the role of an instance."""
    trust = rendered([service_trust("ec2.amazonaws.com")])
    assert admits(trust, "sts:AssumeRole", {}, principal={"Service": "ec2.amazonaws.com"})
    assert not admits(trust, "sts:AssumeRole", {}, principal={"Service": "lambda.amazonaws.com"})


def test_a_service_with_a_source_account_acts_for_no_other() -> None:
    """Somebody else's resources don't get the role through the service."""
    trust = rendered([service_trust("eks.amazonaws.com", source_account=ACCOUNT_ID)])
    service = {"Service": "eks.amazonaws.com"}
    assert admits(trust, "sts:AssumeRole", {"aws:SourceAccount": ACCOUNT_ID}, principal=service)
    assert not admits(trust, "sts:AssumeRole", {"aws:SourceAccount": "210987654321"}, principal=service)


def _written_the_one_way() -> Statement:
    return Statement(
        principals=Principals(
            aws=["arn:b", pulumi.Output.from_input("arn:a")], services=["s3", "rds"], federated=["arn:z", "arn:y"]
        ),
        actions=["s3:PutObject", "s3:GetObject"],
        resources=[pulumi.Output.from_input("arn:b"), "arn:a"],
        conditions={"StringEquals": {"b": ["2", pulumi.Output.from_input("1")], "a": "1"}, "ArnLike": {"k": "v"}},
        sid="Same",
    )


def _written_the_other_way() -> Statement:
    return Statement(
        sid="Same",
        conditions={"ArnLike": {"k": ["v"]}, "StringEquals": {"a": ["1"], "b": ["1", "2"]}},
        resources=["arn:a", "arn:b"],
        actions=["s3:GetObject", "s3:PutObject"],
        principals=Principals(
            federated=["arn:y", "arn:z"], services=["rds", "s3"], aws=[pulumi.Output.from_input("arn:a"), "arn:b"]
        ),
    )


def test_what_means_the_same_has_the_same_text() -> None:
    """Neither the order of a set nor a list of one is a difference, also among values known only later."""
    texts = {
        record(lambda statement=statement: policy_document([statement()])).result
        for statement in (_written_the_one_way, _written_the_other_way)
    }
    assert len(texts) == 1


def test_statements_stay_in_the_order_they_are_read_in() -> None:
    """A reader of the policy follows its author."""
    document = rendered([Statement(sid=name, actions=["s3:GetObject"]) for name in ("Second", "First")])
    assert [statement["Sid"] for statement in document["Statement"]] == ["Second", "First"]


def test_a_condition_that_nothing_fulfils_stays() -> None:
    """Left out, its statement would hold for everybody."""
    statement = Statement(actions=["s3:GetObject"], conditions={"ArnLike": {"aws:PrincipalArn": []}})
    assert not allows([rendered([statement])], "s3:GetObject", context={"aws:PrincipalArn": "arn:anybody"})


def test_a_trust_has_principals_and_no_resources() -> None:
    """AWS refuses a role's trust with a resource."""
    [statement] = rendered([role_trust(whole_account(ACCOUNT_ID), "sts:AssumeRole")])["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    assert "Resource" not in statement


def test_the_policy_of_an_identity_has_no_principals() -> None:
    """It is about whoever has it; AWS refuses another."""
    [statement] = rendered([Statement(actions=["s3:GetObject"])])["Statement"]
    assert "Principal" not in statement


def test_principals_without_anybody_are_refused() -> None:
    """They would vanish from the document, and leave a policy of another kind."""
    with pytest.raises(ValueError, match="nobody is named"):
        Principals(aws=[])


@pytest.mark.parametrize("everyone", [EVERYONE, Principals(aws=["*"])])
def test_nobody_gets_through_in_clear(everyone: Principals) -> None:
    """Both forms of everyone hold for an administrator too."""
    everything = Statement(actions=["*"])
    policy = rendered([everything, only_through_tls("s3:*", ["*"], principals=everyone)])
    assert allows([policy], "s3:GetObject", context={"aws:SecureTransport": "true"})
    assert not allows([policy], "s3:GetObject", context={"aws:SecureTransport": "false"})

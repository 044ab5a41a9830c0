"""Typed statements become the documents that IAM reads."""

import json

import pulumi

from components.aws.policy_document import Statement, identity_policy, service_trust
from tests.components.aws.iam_decision import admits, allows
from tests.recording import record


def test_a_denial_wins_over_an_allowance() -> None:
    """Effects arrive as they were written."""
    policy = identity_policy(
        [Statement(actions=["s3:*"]), Statement(effect="Deny", actions=["s3:DeleteObjectVersion"], sid="Locked")]
    )
    assert allows([policy], "s3:GetObject", "arn:object")
    assert not allows([policy], "s3:DeleteObjectVersion", "arn:object")


def test_a_condition_limits_its_statement() -> None:
    """Without the condition's value in the request the statement doesn't apply."""
    statement = Statement(actions=["iam:PassRole"], conditions={"StringEquals": {"iam:PassedToService": "eks"}})
    assert allows([identity_policy([statement])], "iam:PassRole", context={"iam:PassedToService": "eks"})
    assert not allows([identity_policy([statement])], "iam:PassRole", context={"iam:PassedToService": "lambda"})


def test_arns_that_are_not_known_yet_find_their_way_in() -> None:
    """An Output among the resources is resolved when the document becomes JSON."""

    def program() -> object:
        statement = Statement(actions=["kms:Decrypt"], resources=[pulumi.Output.from_input("arn:key")])
        return pulumi.Output.json_dumps(identity_policy([statement]))

    assert allows([json.loads(record(program).result)], "kms:Decrypt", "arn:key")


def test_a_service_without_a_source_account_is_trusted_as_such() -> None:
    """EC2 names no source account when it takes on the role of an instance."""
    trust = service_trust("ec2.amazonaws.com")
    assert admits(trust, "sts:AssumeRole", {}, principal={"Service": "ec2.amazonaws.com"})
    assert not admits(trust, "sts:AssumeRole", {}, principal={"Service": "lambda.amazonaws.com"})

"""The double of IAM decides as AWS documents it, and refuses what it does not know."""

from typing import Any

import pytest

from portarium_sandbox.iam.decision import Context, admits, allows, mentions

_EVERYTHING: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_READING: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}]}


def _limited(condition: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}]}]


def test_nothing_is_allowed_that_no_statement_names() -> None:
    """Neither another action nor another resource."""
    assert allows([_READING], "s3:GetObject", "arn:aws:s3:::b/key")
    assert not allows([_READING], "s3:PutObject", "arn:aws:s3:::b/key")
    assert not allows([_READING], "s3:GetObject", "arn:aws:s3:::another/key")


def test_a_boundary_takes_away_and_never_gives() -> None:
    """What may be done is what both allow."""
    assert not allows([_EVERYTHING], "s3:PutObject", "arn:aws:s3:::b/key", boundary=_READING)
    assert not allows([_READING], "s3:PutObject", "arn:aws:s3:::b/key", boundary=_EVERYTHING)


@pytest.mark.parametrize(
    ("condition", "context", "holds"),
    [
        ({"StringEquals": {"k": ["a", "b"]}}, {"k": "b"}, True),
        ({"StringEquals": {"k": "a"}}, {}, False),
        ({"StringNotEquals": {"k": "a"}}, {}, True),
        ({"StringNotEquals": {"k": "a"}}, {"k": "a"}, False),
        ({"StringEquals": {"k": "a", "l": "b"}}, {"k": "a"}, False),
        ({"StringEquals": {"k": "a*"}}, {"k": "ab"}, False),
        ({"StringLike": {"k": "a*"}}, {"k": "ab"}, True),
        ({"StringNotLike": {"k": "a*"}}, {"k": "ab"}, False),
        ({"StringNotLike": {"k": "a*"}}, {}, True),
        ({"StringLikeIfExists": {"k": "a*"}}, {}, True),
        ({"StringLikeIfExists": {"k": "a*"}}, {"k": "b"}, False),
        ({"ForAnyValue:StringLike": {"k": "a*"}}, {"k": ["b", "ab"]}, True),
        ({"ForAnyValue:StringLike": {"k": "a*"}}, {}, False),
        ({"ForAllValues:StringLike": {"k": "a*"}}, {"k": ["b", "ab"]}, False),
        ({"ForAllValues:StringLike": {"k": "a*"}}, {}, True),
        ({"Null": {"k": "true"}}, {}, True),
        ({"StringEqualsIgnoreCase": {"k": "A"}}, {"k": "a"}, True),
        ({"ArnLike": {"k": "arn:aws:iam::*:role/x"}}, {"k": "arn:aws:iam::1:role/x"}, True),
        ({"ArnLike": {"k": "arn:aws:*:role/x"}}, {"k": "arn:aws:iam::1:role/x"}, False),
        ({"ArnNotLike": {"k": "arn:aws:iam::*:role/x"}}, {"k": "arn:aws:iam::1:role/y"}, True),
        ({"NumericGreaterThanEquals": {"k": "7"}}, {"k": "7"}, True),
        ({"DateLessThan": {"k": "2030-01-01T00:00:00Z"}}, {"k": "2029-01-01T00:00:00Z"}, True),
        ({"NotIpAddress": {"k": "10.0.0.0/8"}}, {"k": "127.0.0.1"}, True),
        ({"Bool": {"k": "TRUE"}}, {"k": "true"}, True),
    ],
)
def test_conditions_hold_as_aws_documents_them(condition: dict[str, Any], context: Context, *, holds: bool) -> None:
    """Values are alternatives, keys all count, and a missing key is equal to nothing."""
    assert allows(_limited(condition), "s3:GetObject", context=context) is holds


def test_an_operator_it_does_not_know_is_refused() -> None:
    """A silent guess would make every test above it worthless."""
    with pytest.raises(NotImplementedError, match="does not know the condition operator BinaryEquals"):
        allows(_limited({"BinaryEquals": {"k": "QmluYXJ5"}}), "s3:GetObject", context={"k": "QmluYXJ5"})


def test_what_a_statement_leaves_out_is_everything_else() -> None:
    """The action and the resource that it names are the ones that it is not about."""
    others = [{"Statement": [{"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:sns:*:*:secret"}]}]
    assert allows(others, "sns:Publish", "arn:aws:sns:eu-central-1:1:open")
    assert not allows(others, "sns:Publish", "arn:aws:sns:eu-central-1:1:secret")
    assert not allows(others, "s3:GetObject", "arn:aws:s3:::b/key")


@pytest.mark.parametrize(
    ("resource", "user", "allowed"),
    [
        ("home/${aws:username}/*", "ada", True),
        ("home/${aws:username}/*", "eve", False),
        ("home/${aws:username}/*", None, False),
        ("home/${aws:username, 'ada'}/*", None, True),
        ("home/${*}/*", "ada", False),
    ],
)
def test_a_variable_is_filled_in_from_the_request(resource: str, user: str | None, *, allowed: bool) -> None:
    """What the request has not has to be given a default, or the statement is about nothing."""
    policy = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{resource}"}]}
    context = {"aws:username": user} if user else {}
    assert allows([policy], "s3:GetObject", "arn:aws:s3:::home/ada/key", context=context) is allowed


def test_brackets_mean_nothing_to_iam() -> None:
    """Only `*` and `?` do, and a name may have any other character in it."""
    policy = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/[ab]?"}]}
    assert allows([policy], "s3:GetObject", "arn:aws:s3:::b/[ab]c")
    assert not allows([policy], "s3:GetObject", "arn:aws:s3:::b/ac")


def test_a_policy_speaks_of_an_action_whatever_it_demands() -> None:
    """To ask whether it may be worth to ask costs less."""
    assert mentions(_limited({"StringEquals": {"k": "a"}}), "s3:GetObject")
    assert not mentions([_READING], "s3:PutObject")


def test_only_the_named_principal_is_admitted() -> None:
    """A trust policy is about who asks."""
    trust: dict[str, Any] = {
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
    assert admits(trust, "sts:AssumeRole", {}, principal={"Service": "eks.amazonaws.com"})
    assert not admits(trust, "sts:AssumeRole", {}, principal={"Service": "ec2.amazonaws.com"})

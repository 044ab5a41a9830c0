"""Documents of IAM are compared as AWS's provider compares them: by structure, in whatever order."""

import json
from typing import Any

import pytest

from portarium_sandbox.providers.aws.conversion import is_same_document, merged
from tests.providers.provider_client import ProviderClient, changed

_STATEMENT: dict[str, Any] = {
    "Sid": "Read",
    "Effect": "Allow",
    "Principal": {"AWS": ["arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/a"], "Service": "s3"},
    "Action": ["s3:GetObject", "s3:ListBucket"],
    "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
    "Condition": {"StringEquals": {"aws:PrincipalTag/a": ["1", "2"]}, "Bool": {"aws:SecureTransport": "true"}},
}
_OTHER: dict[str, Any] = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": "*"}
_POLICY: dict[str, Any] = {"Version": "2012-10-17", "Statement": [_STATEMENT, _OTHER]}
# Every property of the table that the provider knows as a policy, with what else its type requires.
_HOLDERS: list[tuple[str, str, dict[str, Any]]] = [
    ("aws:iam/role:Role", "assumeRolePolicy", {"name": "a"}),
    ("aws:iam/rolePolicy:RolePolicy", "policy", {"name": "a", "role": "a"}),
    ("aws:iam/policy:Policy", "policy", {"name": "a"}),
    ("aws:kms/key:Key", "policy", {}),
    ("aws:s3/bucketPolicy:BucketPolicy", "policy", {"bucket": "a"}),
    ("aws:sns/topicPolicy:TopicPolicy", "policy", {"arn": "a"}),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "policy", {"vpcId": "vpc-1", "serviceName": "s3"}),
]


def _with(**elements: Any) -> dict[str, Any]:
    return {**_POLICY, "Statement": [{**_STATEMENT, **elements}, _OTHER]}


def _same(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return is_same_document(json.dumps(left), json.dumps(right))


_REORDERED = [
    {**_POLICY, "Statement": [_OTHER, _STATEMENT]},
    _with(Action=["s3:ListBucket", "s3:GetObject"]),
    _with(Resource=["arn:aws:s3:::b/*", "arn:aws:s3:::b"]),
    _with(Principal={"Service": ["s3"], "AWS": ["arn:aws:iam::123456789012:role/a", "123456789012"]}),
    _with(
        Condition={"Bool": {"aws:SecureTransport": [True]}, "StringEquals": {"aws:PrincipalTag/a": ["2", "1"]}},
        Effect="allow",
    ),
]
_CHANGED = [
    {**_POLICY, "Version": "2008-10-17"},
    {**_POLICY, "Statement": [_STATEMENT]},
    {**_POLICY, "Statement": [_STATEMENT, _OTHER, _OTHER]},
    _with(Sid="Write"),
    _with(Effect="Deny"),
    _with(Action=["s3:GetObject", "s3:ListBucket", "s3:PutObject"]),
    _with(Action="s3:GetObject"),
    _with(Resource="arn:aws:s3:::b"),
    _with(Principal={"AWS": "arn:aws:iam::123456789012:role/a", "Service": "s3"}),
    _with(Principal="*"),
    _with(Principal={"AWS": "*"}),
    _with(Condition={"StringEquals": {"aws:PrincipalTag/a": ["1", "2"]}}),
    _with(Condition={**_STATEMENT["Condition"], "Bool": {"aws:SecureTransport": "false"}}),
    _with(Condition={**_STATEMENT["Condition"], "StringLike": {"aws:PrincipalTag/a": "1"}}),
]


@pytest.mark.parametrize("other", _REORDERED)
def test_another_order_is_the_same_policy(other: dict[str, Any]) -> None:
    """Of statements, of each set's values and of keys; one value is a list of one."""
    assert _same(_POLICY, other)
    assert _same(other, _POLICY)


@pytest.mark.parametrize("other", _CHANGED)
def test_what_means_something_else_is_another_policy(other: dict[str, Any]) -> None:
    """An action more, a condition less, another effect: each is a change."""
    assert not _same(_POLICY, other)
    assert not _same(other, _POLICY)


def test_everyone_has_two_forms_that_differ() -> None:
    """IAM reads both alike; the provider would update the policy, so the double must."""
    assert not _same(_with(Principal="*"), _with(Principal={"AWS": "*"}))


def test_the_order_of_another_document_counts() -> None:
    """What has no statements is no policy, and its lists are lists."""
    assert not is_same_document('{"rules": [1, 2]}', '{"rules": [2, 1]}')


@pytest.mark.parametrize(("token", "name", "others"), _HOLDERS)
def test_every_policy_is_compared_so(provider: ProviderClient, token: str, name: str, others: dict[str, Any]) -> None:
    """A deployed policy that is only written in another order is not updated; a changed one is."""
    old, failures = provider.check(token, {**others, name: json.dumps(_POLICY)})
    assert not failures
    for policies, differing in ((_REORDERED, set[str]()), (_CHANGED, {name})):
        for policy in policies:
            new, _ = provider.check(token, {**others, name: json.dumps(policy)}, old)
            assert set(changed(provider.diff(token, old, new))) == differing


def test_a_refresh_keeps_the_policy_as_it_was_written() -> None:
    """The API's order is not drift; a changed policy is."""
    written = json.dumps(_POLICY)
    assert merged(written, json.dumps(_REORDERED[0])) == written
    drifted = json.dumps(_CHANGED[3])
    assert merged(written, drifted) == drifted

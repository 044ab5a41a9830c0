"""The rule grants-are-bounded, with what it accepts, refuses and leaves out."""

from policies.rules.grants_are_bounded import RULE
from tests.policies.subjects import PASSED, allow, answer, deny, document, subject

_POLICY = "aws:iam/policy:Policy"


def test_named_services_and_resources_pass() -> None:
    """All of IAM on one name is as good as a name."""
    policy = document(allow("s3:*", "iam:Get*"), allow("iam:*", resource="arn:aws:iam::1:role/ours-*"))
    assert answer(RULE, subject(_POLICY, {"policy": policy})) == PASSED


def test_an_administrator_fails() -> None:
    """By any of the ways to become one."""
    for action, whole in (("*", "every action"), ("iam:*", "IAM"), ("sts:*", "every role")):
        assert answer(RULE, subject(_POLICY, {"policy": document(allow(action))})) == (
            "fail",
            f"allows {action} on *, which hands over {whole}; name actions or resources",
        )
    inverted = {"Effect": "Allow", "NotAction": ["ec2:*"], "Resource": "*"}
    assert answer(RULE, subject(_POLICY, {"policy": document(inverted)}))[0] == "fail"


def test_an_upper_limit_is_no_excuse() -> None:
    """What a boundary allows is what a role under it may be given."""
    kept = deny("iam:CreateRole", condition={"StringNotEquals": {"iam:PermissionsBoundary": "arn:…"}})
    assert answer(RULE, subject(_POLICY, {"policy": document(allow("iam:*"), kept)}))[0] == "fail"


def test_other_resources_are_left_out() -> None:
    """A bucket policy grants nothing beyond its bucket."""
    assert answer(RULE, subject("aws:s3/bucketPolicy:BucketPolicy", {}))[0] == "not applicable"

"""The rule retention-is-never-bypassed, with what it accepts, refuses and leaves out."""

from policies.rules.retention_is_never_bypassed import RULE
from tests.policies.subjects import PASSED, allow, answer, deny, document, subject

_POLICY = "aws:iam/rolePolicy:RolePolicy"


def test_a_denial_passes() -> None:
    """Naming it to deny it is right."""
    assert answer(RULE, subject(_POLICY, {"policy": document(deny("s3:BypassGovernanceRetention"))})) == PASSED


def test_a_grant_fails() -> None:
    """Whatever its case, and by a pattern."""
    for action in ("s3:BypassGovernanceRetention", "S3:bypass*"):
        assert answer(RULE, subject(_POLICY, {"policy": document(allow(action))})) == (
            "fail",
            f"allows {action}; evidence is never deleted before its time, remove the action",
        )


def test_other_resources_are_left_out() -> None:
    """A topic policy says nothing of evidence."""
    assert answer(RULE, subject("aws:sns/topicPolicy:TopicPolicy", {}))[0] == "not applicable"

"""The rule pods-have-limits, with what it accepts, refuses and leaves out."""

from policies.rules.pods_have_limits import RULE
from tests.policies.subjects import PASSED, answer, deployment, subject


def test_a_limited_container_passes() -> None:
    """It requests and is limited to all three amounts."""
    assert answer(RULE, deployment()) == PASSED


def test_an_unlimited_container_fails() -> None:
    """What is missing is named."""
    requests = {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}
    assert answer(RULE, deployment(container={"resources": {"requests": requests}})) == (
        "fail",
        "container api has no cpu and no memory and no ephemeral-storage in resources.limits; set it",
    )


def test_a_container_without_a_bound_on_the_disk_fails() -> None:
    """It could fill its node, and the kubelet would evict its neighbours."""
    amounts = {"cpu": "1", "memory": "1Gi"}
    reasons = answer(RULE, deployment(container={"resources": {"requests": amounts, "limits": amounts}}))
    assert reasons == (
        "fail",
        "container api has no ephemeral-storage in resources.requests; set it",
        "container api has no ephemeral-storage in resources.limits; set it",
    )


def test_other_resources_are_left_out() -> None:
    """A service runs no pod."""
    assert answer(RULE, subject("kubernetes:core/v1:Service", {}))[0] == "not applicable"

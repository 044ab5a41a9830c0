"""The rule pods-have-limits, with what it accepts, refuses and leaves out."""

from policies.rules.pods_have_limits import RULE
from tests.policies.subjects import PASSED, answer, deployment, subject


def test_a_limited_container_passes() -> None:
    """It requests and is limited to both amounts."""
    assert answer(RULE, deployment()) == PASSED


def test_an_unlimited_container_fails() -> None:
    """What is missing is named."""
    assert answer(RULE, deployment(container={"resources": {"requests": {"cpu": "1", "memory": "1Gi"}}})) == (
        "fail",
        "container api has no cpu and no memory in resources.limits; set it",
    )


def test_other_resources_are_left_out() -> None:
    """A service runs no pod."""
    assert answer(RULE, subject("kubernetes:core/v1:Service", {}))[0] == "not applicable"

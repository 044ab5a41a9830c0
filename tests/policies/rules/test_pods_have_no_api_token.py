"""The rule pods-have-no-api-token, with what it accepts, refuses and leaves out."""

from domain.component_names import SECRETS_ROTATION
from policies.rules.pods_have_no_api_token import RULE
from tests.policies.subjects import PASSED, answer, deployment, resolver, rotation, subject

_ACCOUNT = "kubernetes:core/v1:ServiceAccount"


def test_a_pod_without_a_token_passes() -> None:
    """And so does its account."""
    assert answer(RULE, deployment()) == PASSED
    assert answer(RULE, subject(_ACCOUNT, {"automountServiceAccountToken": False})) == PASSED


def test_a_pod_that_says_nothing_fails() -> None:
    """Kubernetes would mount one."""
    wrong = ("fail", "would hold a token for the Kubernetes API; set automountServiceAccountToken to false")
    assert answer(RULE, deployment(pod={"automountServiceAccountToken": None})) == wrong
    assert answer(RULE, subject(_ACCOUNT, {})) == wrong


def test_the_resolver_may_hold_one() -> None:
    """It reads the services of the cluster; its account gives no token to other pods."""
    assert answer(RULE, resolver()) == PASSED
    assert answer(RULE, resolver(namespace="apps-prod"))[0] == "fail"


def test_the_rotation_may_hold_one() -> None:
    """It restarts the workloads that read their password at their start; nothing else of its name or beside it may."""
    assert answer(RULE, rotation()) == answer(RULE, rotation(name=SECRETS_ROTATION)) == PASSED
    assert answer(RULE, rotation(namespace="execution-prod"))[0] == "fail"
    assert answer(RULE, rotation(name="another"))[0] == "fail"
    assert answer(RULE, rotation(component="worker"))[0] == "fail"
    assert answer(RULE, rotation(beside={"name": "other", "image": "busybox"}))[0] == "fail"


def test_other_resources_are_left_out() -> None:
    """A service runs no pod."""
    assert answer(RULE, subject("kubernetes:core/v1:Service", {}))[0] == "not applicable"

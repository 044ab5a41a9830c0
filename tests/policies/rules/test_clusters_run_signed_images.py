"""The rule clusters-run-signed-images, with what it accepts, refuses and leaves out."""

from typing import Any

import pytest

from components.platform.signed_image_policy import signed_image_policy
from policies.resource import Resource
from policies.rules.clusters_run_signed_images import RULE
from tests.policies.subjects import PASSED, answer, subject

_CLUSTER = subject("aws:eks/cluster:Cluster", {"name": "portarium-dev"})


def _policy(**changes: Any) -> Resource:
    spec = {**signed_image_policy("acme/application"), **changes}
    return subject("kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy", {"spec": spec})


def _constraints(operations: list[str], *resources: str) -> dict[str, Any]:
    rule = {"resources": list(resources or ("pods", "pods/ephemeralcontainers")), "operations": operations}
    return {"resourceRules": [rule]}


def _identity(**identity: str) -> list[dict[str, Any]]:
    return [{"name": "workflow", "cosign": {"keyless": {"identities": [identity]}}}]


def test_the_program_s_own_policy_passes() -> None:
    """It denies, fails closed, and names one workflow."""
    assert answer(RULE, _CLUSTER, _policy()) == PASSED


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"failurePolicy": "Ignore"}, "lets pods in"),
        ({"validationActions": ["Audit"]}, "lets pods in"),
        ({"attestors": _identity(issuer="https://x", subjectRegExp=".*")}, "believes more than one workflow"),
        ({"attestors": _identity(subject="https://y")}, "believes more than one workflow"),
        ({"attestors": [{"name": "key", "cosign": {"key": {"data": "x"}}}]}, "believes more than one workflow"),
        ({"matchConstraints": _constraints(["CREATE", "UPDATE", "DELETE"])}, "asks about deletions"),
        ({"matchConstraints": _constraints(["CREATE"])}, "runs images that nobody has verified"),
        ({"matchConstraints": _constraints(["CREATE", "UPDATE"], "pods")}, "runs images that nobody has verified"),
    ],
)
def test_a_cluster_with_a_weaker_policy_fails(changes: dict[str, Any], said: str) -> None:
    """Each of these admits a pod that nobody has verified, or keeps one from going."""
    given, *reasons = answer(RULE, _CLUSTER, _policy(**changes))
    assert given == "fail"
    assert said in " ".join(reasons)


def test_a_cluster_without_a_policy_fails() -> None:
    """Its pods run whatever they name."""
    assert answer(RULE, _CLUSTER)[0] == "fail"


def test_what_is_no_cluster_is_left_out() -> None:
    """A stack that shares another's cluster has its policy."""
    assert answer(RULE, subject("kubernetes:core/v1:Namespace", {}))[0] == "not applicable"

"""The rule namespaces-are-contained, with what it accepts, refuses and leaves out."""

from typing import Any

from policies.resource import Resource
from policies.rules.namespaces_are_contained import RULE
from tests.policies.subjects import PASSED, UNKNOWN, answer, subject


def _namespace(name: str) -> Resource:
    return subject("kubernetes:core/v1:Namespace", {"metadata": {"name": name}})


def _policy(namespace: str, *directions: str) -> Resource:
    spec: dict[str, Any] = {"podSelector": {}, "policyTypes": list(directions or ("Ingress", "Egress"))}
    metadata = {"name": "deny", "namespace": namespace}
    return subject("kubernetes:networking.k8s.io/v1:NetworkPolicy", {"metadata": metadata, "spec": spec})


def _quota(namespace: str) -> Resource:
    return subject("kubernetes:core/v1:ResourceQuota", {"metadata": {"name": "quota", "namespace": namespace}})


def test_a_silent_namespace_with_a_quota_passes() -> None:
    """Both are in the namespace itself."""
    assert answer(RULE, _namespace("apps"), _policy("apps"), _quota("apps")) == PASSED


def test_an_open_namespace_fails() -> None:
    """A policy for one direction, for some pods or elsewhere closes nothing."""
    assert answer(RULE, _namespace("apps"), _policy("data"), _quota("data")) == (
        "fail",
        "lets its pods talk to anybody; add a network policy for all pods with both policy types and no rule",
        "may take the whole cluster; add a resource quota",
    )
    assert answer(RULE, _namespace("apps"), _policy("apps", "Egress"), _quota("apps"))[0] == "fail"


def test_a_name_that_is_not_known_is_left_out() -> None:
    """Nothing can be related to it yet."""
    assert answer(RULE, _namespace(UNKNOWN))[0] == "not applicable"

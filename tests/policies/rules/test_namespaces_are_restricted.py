"""The rule namespaces-are-restricted, with what it accepts, refuses and leaves out."""

from policies.rules.namespaces_are_restricted import RULE
from tests.policies.subjects import PASSED, answer, subject

_NAMESPACE = "kubernetes:core/v1:Namespace"
_ENFORCE = "pod-security.kubernetes.io/enforce"


def test_restricted_and_explained_namespaces_pass() -> None:
    """An exception says why."""
    explained = {"labels": {_ENFORCE: "privileged"}, "annotations": {"portarium.io/pod-standard-exception": "CNI"}}
    assert answer(RULE, subject(_NAMESPACE, {"metadata": {"labels": {_ENFORCE: "restricted"}}})) == PASSED
    assert answer(RULE, subject(_NAMESPACE, {"metadata": explained})) == PASSED


def test_a_namespace_for_any_pod_fails() -> None:
    """Without a label, or with a weaker one that nobody explained."""
    assert (
        answer(RULE, subject(_NAMESPACE, {"metadata": {}}))[1]
        == f"admits any pod; set the label {_ENFORCE}: restricted"
    )
    weak = subject(_NAMESPACE, {"metadata": {"labels": {_ENFORCE: "baseline"}}})
    assert answer(RULE, weak)[1].startswith("enforces baseline only; ")


def test_other_resources_are_left_out() -> None:
    """A service runs no pod."""
    assert answer(RULE, subject("kubernetes:core/v1:Service", {}))[0] == "not applicable"

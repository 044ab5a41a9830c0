"""The engine's two callbacks."""

from pulumi_policy import PolicyResource, PolicyResourceOptions, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.policy import PolicyCustomTimeouts

from policies.pack import policies, validate_resource, validate_stack

NAMESPACE = "kubernetes:core/v1:Namespace"
URN = f"urn:pulumi:dev::portarium::{NAMESPACE}::apps"
OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [], None)


def test_the_engine_gets_two_policies() -> None:
    """However many rules there are: each policy costs a decoding of every resource."""
    assert [policy.name for policy in policies()] == ["resources", "relations"]


def test_relations_are_judged_by_what_was_asked_for() -> None:
    """In the first preview the cluster is not there, and the engine has nothing to tell of what is inside."""
    told: list[tuple[str, str | None]] = []
    inputs = {"metadata": {"name": "apps", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}
    validate_resource(
        ResourceValidationArgs(NAMESPACE, inputs, URN, "apps", OPTIONS, None),
        lambda message, urn=None: told.append((message, urn)),
    )
    assert told == []
    seen = PolicyResource(NAMESPACE, {}, URN, "apps", OPTIONS, None, None, [], {})
    validate_stack(StackValidationArgs([seen]), lambda message, urn=None: told.append((message, urn)))
    assert [(message.partition(";")[0], urn) for message, urn in told] == [
        ("apps: lets its pods talk to anybody", URN),
        ("apps: may take the whole cluster", URN),
    ]

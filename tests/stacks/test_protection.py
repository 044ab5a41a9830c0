"""What can't be made again is protected in prod, and nothing is in the way of throwing away the others."""

import pulumi
import pytest

from tests.recording import Registered
from tests.stacks.recorded import STACKS, recorded

STATEFUL = {
    "aws:kms/key:Key",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:route53/zone:Zone",
    "aws:eks/cluster:Cluster",
}


def test_everything_stateful_is_protected_in_prod() -> None:
    """Not one resource of a stateful type can be deleted or replaced by mistake."""
    stateful = [resource for resource in recorded("prod").recording.resources if resource.type in STATEFUL]
    assert {resource.type for resource in stateful} == STATEFUL
    assert [resource.name for resource in stateful if not resource.protect] == []


@pytest.mark.parametrize("stack", [stack for stack in STACKS if stack != "prod"])
def test_nothing_holds_up_the_end_of_another_environment(stack: str) -> None:
    """No protection and nothing retained: `destroy` leaves no trace."""
    resources = recorded(stack).recording.resources
    assert [resource.name for resource in resources if resource.protect or resource.retain_on_delete] == []


def test_destroy_of_prod_meets_the_guard_before_anything_else() -> None:
    """The engine deletes what nothing needs first: the guard needs everything, and its hook refuses."""
    recording = recorded("prod").recording
    resources = recording.resources
    (guard,) = [resource for resource in resources if resource.type == "pulumi:index:Stash"]
    others = {one.urn for one in resources if one.custom and one is not guard}
    assert others - set(guard.depends_on) == set()
    assert not guard.protect, "the engine goes on after a protected resource"
    (hook,) = guard.before_delete
    with pytest.raises(PermissionError, match="prod-is-not-to-be-destroyed: this environment is protected"):
        recording.hooks[hook](pulumi.ResourceHookArgs(guard.urn, "", guard.name, guard.type))


def test_prod_keeps_its_evidence_even_without_its_stack() -> None:
    """The bucket, everything that guards it and the suffix of its name stay in the account."""
    evidence = [
        resource
        for resource in recorded("prod").recording.resources
        if "EvidenceStore$" in resource.urn and resource.type.startswith(("aws:s3", "random:"))
    ]
    assert len(evidence) > 5
    assert [resource.name for resource in evidence if not resource.retain_on_delete] == []


def test_prod_is_protected_at_aws_too() -> None:
    """Pulumi's protection ends where someone uses the console: AWS itself refuses there."""
    recording = recorded("prod").recording
    assert recording.one("aws:rds/instance:Instance").inputs["deletionProtection"]
    assert recording.one("aws:eks/cluster:Cluster").inputs["deletionProtection"]
    assert not recording.one("aws:rds/instance:Instance").inputs["skipFinalSnapshot"]


_DELETED_FOR_THEMSELVES = frozenset(
    {
        # What a service made outside of the cluster is taken away by the service, and only while it runs.
        "kubernetes:argoproj.io/v1alpha1:Application",
        # What asks Kyverno goes before Kyverno, or nothing in the environment could be deleted in between.
        "kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy",
    }
)


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_cluster_takes_its_inside_with_it(stack: str) -> None:
    """Nothing can be deleted from a cluster that no longer answers, so every object in it goes with it."""
    recording = recorded(stack).recording
    cluster = recording.one("aws:eks/cluster:Cluster").urn
    inside = [r for r in recording.resources if r.custom and r.type.startswith("kubernetes:")]
    assert inside
    assert {r.type for r in inside if r.deleted_with != cluster} == _DELETED_FOR_THEMSELVES


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_of_aws_is_taken_for_deleted_with_a_cluster(stack: str) -> None:
    """AWS keeps a role whose cluster is gone; the engine would forget it, by what a component above it says as well."""
    known = {resource.urn: resource for resource in recorded(stack).recording.resources}

    def gone_with(resource: Registered | None) -> str:
        return "" if resource is None else resource.deleted_with or gone_with(known.get(resource.parent))

    assert [r.name for r in known.values() if r.type.startswith("aws:") and gone_with(r)] == []


def test_a_review_environment_takes_its_objects_out_of_the_cluster() -> None:
    """The cluster is another stack's and stays, so each object is deleted for itself."""
    inside = [r for r in recorded("review-7").recording.resources if r.type.startswith("kubernetes:")]
    assert inside
    assert [r.name for r in inside if r.deleted_with] == []

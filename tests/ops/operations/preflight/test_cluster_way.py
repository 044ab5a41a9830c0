"""The way to the Kubernetes API."""

from ops.operations.preflight.cluster_way import check_cluster_way
from tests.ops.operations.preflight.subjects import lines, subject
from tests.ops.operations.stand_in_engine import deployed


def test_a_cluster_without_an_answer_is_in_the_way() -> None:
    """All that is in the cluster goes through it."""
    looked = subject(outputs=deployed("a" * 40, command="missing"))
    [finding] = check_cluster_way(looked)
    assert (finding.verdict, finding.found) == ("lacks", "missing is not on PATH; it signs in to the cluster")
    assert finding.remedy.endswith("Pulumi.dev.yaml: cluster.publicAccessCidrs")


def test_before_the_first_up_the_settings_say_who_is_let_in() -> None:
    """Nobody from outside, or some networks."""
    assert lines(check_cluster_way(subject())) == ["mind: the cluster will have a private address only"]
    open_to_one = subject(changes={"cluster.publicAccessCidrs": ["192.0.2.7/32"]})
    assert lines(check_cluster_way(open_to_one)) == ["right: the cluster will let in 192.0.2.7/32"]


def test_a_shared_stacks_cluster_is_its_owners() -> None:
    """Before it was deployed there is nothing to say."""
    assert lines(check_cluster_way(subject(stack="review-7"))) == []

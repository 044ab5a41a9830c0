"""The rule cluster-encrypts-secrets, with what it accepts, refuses and leaves out."""

from policies.rules.cluster_encrypts_secrets import RULE
from tests.policies.subjects import PASSED, answer, subject

_CLUSTER = "aws:eks/cluster:Cluster"


def test_a_cluster_with_a_key_passes() -> None:
    """Secrets are the resource that EKS encrypts."""
    assert answer(RULE, subject(_CLUSTER, {"encryptionConfig": {"resources": ["secrets"]}})) == PASSED


def test_a_cluster_without_a_key_fails() -> None:
    """Encryption is not there by itself."""
    assert answer(RULE, subject(_CLUSTER, {})) == (
        "fail",
        "keeps secrets without a key of ours; set encryptionConfig with resources: [secrets]",
    )


def test_other_resources_are_left_out() -> None:
    """An add-on keeps no secrets."""
    assert answer(RULE, subject("aws:eks/addon:Addon", {}))[0] == "not applicable"

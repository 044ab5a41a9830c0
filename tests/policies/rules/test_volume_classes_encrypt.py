"""The rule volume-classes-encrypt, with what it accepts, refuses and leaves out."""

import pytest

from policies.rules.volume_classes_encrypt import RULE
from tests.policies.subjects import PASSED, UNKNOWN, answer, subject

_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
_KEY = "arn:aws:kms:eu-central-1:123456789012:key/volumes"
_IN_CLEAR = 'makes volumes in clear; set parameters.encrypted to "true"'
_NO_KEY = "makes volumes without a key of ours; set parameters.kmsKeyId to its ARN"


def test_a_class_with_our_key_passes() -> None:
    """Both parameters are there."""
    parameters = {"encrypted": "true", "kmsKeyId": _KEY}
    assert answer(RULE, subject(_CLASS, {"provisioner": "ebs.csi.aws.com", "parameters": parameters})) == PASSED


@pytest.mark.parametrize("provisioner", ["ebs.csi.aws.com", "kubernetes.io/aws-ebs"])
def test_a_class_that_asks_for_nothing_fails(provisioner: str) -> None:
    """Kubernetes hands the old name to the same driver."""
    assert answer(RULE, subject(_CLASS, {"provisioner": provisioner})) == ("fail", _IN_CLEAR, _NO_KEY)


def test_a_key_without_encryption_fails() -> None:
    """The driver ignores it."""
    parameters = {"encrypted": "false", "kmsKeyId": _KEY}
    assert answer(RULE, subject(_CLASS, {"provisioner": "ebs.csi.aws.com", "parameters": parameters})) == (
        "fail",
        _IN_CLEAR,
    )


def test_a_key_that_is_not_made_yet_hides_no_volume_in_clear() -> None:
    """What a preview knows is judged."""
    parameters = {"encrypted": "false", "kmsKeyId": UNKNOWN}
    assert answer(RULE, subject(_CLASS, {"provisioner": "ebs.csi.aws.com", "parameters": parameters})) == (
        "fail",
        _IN_CLEAR,
    )


def test_other_volumes_are_left_out() -> None:
    """A file system has a key of its own."""
    assert answer(RULE, subject(_CLASS, {"provisioner": "efs.csi.aws.com"}))[0] == "not applicable"

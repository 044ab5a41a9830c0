"""What pods claim is encrypted with the environment's key, and carries its tags."""

import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.volume_class import VolumeClass, VolumeClassArgs, tag_parameters
from components.naming import ENVIRONMENT_TAG
from tests.recording import ACCOUNT_ID, REGION, Recording, record

CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/volumes"


def _record(*, retained: bool = False) -> Recording:
    def program() -> object:
        return VolumeClass(
            "volumes",
            VolumeClassArgs(
                environment="dev",
                tier="dev",
                key_arn=KEY,
                retained=retained,
                cluster=core.Namespace("cluster"),
            ),
        ).class_name

    return record(program)


def test_a_claim_that_names_no_class_gets_a_volume_under_our_key() -> None:
    """The driver takes strings, and no key without the word that there is encryption."""
    inputs = _record().one(CLASS).inputs
    assert inputs["metadata"]["annotations"] == {"storageclass.kubernetes.io/is-default-class": "true"}
    assert (inputs["parameters"]["encrypted"], inputs["parameters"]["kmsKeyId"]) == ("true", KEY)


def test_a_volume_is_made_where_its_pod_runs() -> None:
    """A volume in another zone than its pod can't be attached."""
    assert _record().one(CLASS).inputs["volumeBindingMode"] == "WaitForFirstConsumer"


def test_volumes_carry_the_tags_of_the_environment() -> None:
    """The driver makes them without Pulumi, whose default tags don't reach them."""
    parameters = _record().one(CLASS).inputs["parameters"]
    given = {value for key, value in parameters.items() if key.startswith("tagSpecification_")}
    assert f"{ENVIRONMENT_TAG}=dev" in given
    assert len(given) == 3


def test_tags_are_numbered_in_an_order_of_their_own() -> None:
    """A class can't be changed: another order of the same tags would replace it."""
    assert tag_parameters({"b": "2", "a": "1"}) == {"tagSpecification_1": "a=1", "tagSpecification_2": "b=2"}
    assert tag_parameters({"a": "1", "b": "2"}) == tag_parameters({"b": "2", "a": "1"})


@pytest.mark.parametrize(("retained", "policy"), [(True, "Retain"), (False, "Delete")])
def test_a_volume_outlives_its_claim_where_it_is_worth_it(retained: bool, policy: str) -> None:
    """Whoever deletes a claim by mistake finds the volume still there."""
    assert _record(retained=retained).one(CLASS).inputs["reclaimPolicy"] == policy


def test_it_goes_with_its_cluster_and_is_named_after_its_environment() -> None:
    """It belongs to the cluster as a whole, and lies in no namespace."""
    recording = _record()
    found = recording.one(CLASS)
    assert recording.result == found.inputs["metadata"]["name"] == "portarium-dev-gp3"
    assert found.deleted_with == recording.one("kubernetes:core/v1:Namespace").urn

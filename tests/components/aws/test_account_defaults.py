"""An account is closed before anybody makes anything in it."""

import pytest

from components.aws.account_defaults import AccountDefaults, AccountDefaultsArgs
from components.aws.node_pool import NodePool, NodePoolArgs
from tests.recording import ACCOUNT_ID, Recording, record


def _record(*, protect: bool = True) -> Recording:
    return record(
        lambda: AccountDefaults("defaults", AccountDefaultsArgs(account_id=ACCOUNT_ID, protect=protect)).account_id
    )


def test_no_way_opens_a_bucket_to_the_world() -> None:
    """S3 has four doors, and one of them left open is enough."""
    doors = _record().one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock").inputs
    shut = {door for door, closed in doors.items() if closed is True}
    assert shut == {"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"}


def test_what_waits_for_closed_buckets_waits_for_the_block() -> None:
    """The output is the resource's own, not the argument passed through."""
    recording = _record()
    block = recording.one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")
    assert recording.result == block.inputs["accountId"] == ACCOUNT_ID


def test_default_of_the_metadata_service_is_that_of_our_nodes() -> None:
    """An instance that nobody thought of tells its credentials no more than a node does."""
    nodes = record(
        lambda: (
            NodePool(
                "nodes",
                NodePoolArgs(
                    environment="dev",
                    pool="system",
                    cluster_name="cluster",
                    version="1.35",
                    subnets={"eu-central-1a": "subnet-1"},
                    instance_types=["m7g.large"],
                    minimum=1,
                    maximum=1,
                ),
            ).role_arn
        )
    )
    node = nodes.one("aws:ec2/launchTemplate:LaunchTemplate").inputs["metadataOptions"]
    defaults = _record().one("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults").inputs
    assert defaults == {name: node[name] for name in ("httpTokens", "httpPutResponseHopLimit")}


@pytest.mark.parametrize("protect", [True, False])
def test_protection_covers_each_default(protect: bool) -> None:
    """A destroyed stack would otherwise open what it had closed."""
    resources = [resource for resource in _record(protect=protect).resources if resource.custom]
    assert len(resources) == 6
    assert {resource.protect for resource in resources} == {protect}

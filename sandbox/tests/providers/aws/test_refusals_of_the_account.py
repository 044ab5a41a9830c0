"""What AWS refuses about that which there is once an account, or once a region of it."""

import pytest

from tests.cloud.cloud_process import ClientError
from tests.providers.aws.conformance import World


@pytest.mark.parametrize("hops", [0, 65])
def test_metadata_goes_one_to_64_hops(world: World, hops: int) -> None:
    """Or as far as each image says, which is -1."""
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        world.api("ec2").modify_instance_metadata_defaults(HttpPutResponseHopLimit=hops)


def test_snapshots_are_not_blocked_from_being_unblocked(world: World) -> None:
    """Opening them again is a call of its own."""
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        world.api("ec2").enable_snapshot_block_public_access(State="unblocked")

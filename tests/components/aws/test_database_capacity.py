"""The capacity of an instance class follows from its name, and an unknown class is said to be unknown."""

import pytest

from components.aws.database_capacity import connections, memory_gib


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t4g.medium", 4),
        ("db.t4g.large", 8),
        ("db.m7g.2xlarge", 32),
        ("db.r6g.xlarge", 32),
        ("db.r6gd.16xlarge", 512),
    ],
)
def test_memory_is_that_of_the_class(instance_class: str, gib: float) -> None:
    """As AWS lists it."""
    assert memory_gib(instance_class) == gib


def test_more_memory_bears_more_connections_up_to_the_default_limit() -> None:
    """RDS's default formula stops at 5,000."""
    assert 0 < connections("db.t4g.medium") < connections("db.t4g.large") < connections("db.r6g.16xlarge") == 5000


@pytest.mark.parametrize("instance_class", ["", "t4g.large", "db.t4g.huge", "db.z1d.large", "db.serverless"])
def test_an_unknown_class_is_refused_with_a_known_one(instance_class: str) -> None:
    """A guess would put the alarm where it never or always rings."""
    with pytest.raises(ValueError, match=r"no RDS instance class whose memory is known; .* such as db\.t4g\.large"):
        memory_gib(instance_class)

"""The capacity of an instance class follows from its memory, and an unknown class is said to be unknown."""

import pytest

from domain.database_capacity import connections


def test_more_memory_bears_more_connections_up_to_the_default_limit() -> None:
    """RDS's default formula stops at 5,000."""
    assert 0 < connections("db.t4g.medium") < connections("db.t4g.large") < connections("db.r6g.16xlarge") == 5000


@pytest.mark.parametrize("instance_class", ["", "t4g.large", "db.t4g.huge", "db.z1d.large", "db.serverless"])
def test_an_unknown_class_is_refused_with_a_known_one(instance_class: str) -> None:
    """A guess would put the alarm where it never or always rings."""
    with pytest.raises(ValueError, match=r"^\"[^\n]*(for example|near ones are|db\.t4g has)"):
        connections(instance_class)

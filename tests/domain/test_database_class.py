"""What a database can be, and how much memory it has, is told by the catalogue."""

import pytest

from domain.database_class import DatabaseClass


@pytest.mark.parametrize(
    ("text", "gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t4g.medium", 4),
        ("db.t4g.large", 8),
        ("db.m7g.2xlarge", 32),
        ("db.r6g.xlarge", 32),
        ("db.r6gd.16xlarge", 512),
        ("db.x2iedn.32xlarge", 4096),
    ],
)
def test_memory_is_that_of_the_class(text: str, gib: int) -> None:
    """As AWS lists it."""
    assert DatabaseClass(text).memory_gib == gib


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("db.z1d.large", '"db.z1d.large" is of no family that PostgreSQL runs on; for example db.t4g.medium'),
        ("db.t2.large", '"db.t2.large" is of no family that PostgreSQL runs on; near ones are db.t3'),
        (
            "db.t4g.nano",
            '"db.t4g.nano" does not exist for PostgreSQL; db.t4g has micro, small, medium, large, xlarge, 2xlarge',
        ),
        ("t4g.large", '"t4g.large" is not an RDS instance class, for example db.t4g.medium'),
    ],
)
def test_what_is_not_in_the_catalogue_is_refused_with_what_is(text: str, refusal: str) -> None:
    """An unknown family leads to near ones, an unknown size to those that there are."""
    with pytest.raises(ValueError, match=r"large|nano") as refused:
        DatabaseClass(text)
    assert str(refused.value) == refusal

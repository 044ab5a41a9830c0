"""The RDS instance classes that a PostgreSQL database can be, with their memory.

As AWS listed them on 2026-10-20 in the price list of RDS for PostgreSQL, from the fifth generation on (of the burstable
classes, from the third): the versions of PostgreSQL that we run are on no older one. A class has the memory of the EC2
instance type it is named after. A test holds the table against both lists as our locked tools carry them;
docs/adr/0085 says how it is kept current.
"""

from collections.abc import Mapping
from types import MappingProxyType

_GIB_OF_LARGE = (
    # Burstable.
    (8, "t3 t4g", "micro small medium large xlarge 2xlarge"),
    # General purpose.
    (8, "m6g m6gd m7g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
    (8, "m5 m5d", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge"),
    (8, "m6i m6id m6idn m6in", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge"),
    (8, "m7i m8a m8g m8gd m9g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge"),
    # Much memory.
    (16, "r6g r6gd r7g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
    (16, "r5 r5b r5d", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge"),
    (16, "r6i r6id r6idn r6in", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge"),
    (16, "r7i r8a r8g r8gd", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge"),
    # More of it.
    (32, "x2g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
    (32, "x2idn", "16xlarge 24xlarge 32xlarge"),
    (64, "x2iedn", "xlarge 2xlarge 4xlarge 8xlarge 16xlarge 24xlarge 32xlarge"),
)
"""The memory of a family's `large` size, of which every other size has a multiple, whether it exists or not."""

_PARTS_OF_LARGE = {"micro": 1 / 8, "small": 1 / 4, "medium": 1 / 2, "large": 1}


def _of_large(size: str) -> float:
    """How many times a `large` one a size is: an xlarge is twice, a 4xlarge eight times as large."""
    return _PARTS_OF_LARGE.get(size) or 2 * int(size.removesuffix("xlarge") or 1)


DATABASE_FAMILIES: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        family: {size: int(gib * _of_large(size)) for size in sizes.split()}
        for gib, families, sizes in _GIB_OF_LARGE
        for family in families.split()
    }
)
"""The memory in GiB of every class, by the two parts of its name after `db`: family and size."""

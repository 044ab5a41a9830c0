"""What an RDS instance class can bear, as far as its name tells."""

import re

_CLASS = re.compile(r"db\.(?P<family>[a-z]+)\d[a-z]*\.(?P<size>micro|small|medium|large|(?P<multiple>\d*)xlarge)")
# Memory of the `large` size; every other size is a multiple of it.
_GIB_OF_LARGE = {"t": 8, "m": 8, "c": 4, "r": 16, "x": 32}
_PARTS_OF_LARGE = {"micro": 0.125, "small": 0.25, "medium": 0.5, "large": 1}
# RDS's default for PostgreSQL: max_connections = LEAST({DBInstanceClassMemory/9531392}, 5000).
_BYTES_A_CONNECTION = 9_531_392
_MOST_CONNECTIONS = 5000
_BYTES_A_GIB = 1024**3
# DBInstanceClassMemory is what the operating system and RDS's own processes leave of the memory.
_LEFT_TO_POSTGRESQL = 0.9


def memory_gib(instance_class: str) -> float:
    """The memory of an instance class."""
    found = _CLASS.fullmatch(instance_class)
    if not found or found["family"] not in _GIB_OF_LARGE:
        raise ValueError(
            f"{instance_class!r} is no RDS instance class whose memory is known; "
            f"use one of the families db.{', db.'.join(_GIB_OF_LARGE)}, such as db.t4g.large"
        )
    size = found["size"]
    if size in _PARTS_OF_LARGE:
        return _GIB_OF_LARGE[found["family"]] * _PARTS_OF_LARGE[size]
    return _GIB_OF_LARGE[found["family"]] * 2 * int(found["multiple"] or 1)


def connections(instance_class: str) -> int:
    """About as many connections as PostgreSQL accepts on this class by RDS's default; never more than it does."""
    usable = memory_gib(instance_class) * _BYTES_A_GIB * _LEFT_TO_POSTGRESQL
    return min(int(usable / _BYTES_A_CONNECTION), _MOST_CONNECTIONS)

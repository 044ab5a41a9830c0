"""What an RDS instance class can bear."""

from domain.database_class import DatabaseClass

# RDS's default for PostgreSQL: max_connections = LEAST({DBInstanceClassMemory/9531392}, 5000).
_BYTES_A_CONNECTION = 9_531_392
_MOST_CONNECTIONS = 5000
_BYTES_A_GIB = 1024**3
# DBInstanceClassMemory is what the operating system and RDS's own processes leave of the memory.
_LEFT_TO_POSTGRESQL = 0.9


def connections(instance_class: str) -> int:
    """About as many connections as PostgreSQL accepts on this class by RDS's default; never more than it does."""
    usable = DatabaseClass(instance_class).memory_gib * _BYTES_A_GIB * _LEFT_TO_POSTGRESQL
    return min(int(usable / _BYTES_A_CONNECTION), _MOST_CONNECTIONS)

"""How many connections to a database may be open at once, by whom, and whether its instance class bears them."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.database_capacity import connections
from domain.database_catalogue import DATABASE_FAMILIES
from domain.database_class import DatabaseClass

RESERVED = 15
"""What is not for clients: PostgreSQL keeps three for superusers and RDS two for its own, whose agents hold some."""

POOL = 10
"""What a pod of the application opens; the number is in its code."""

JOBS = 20
"""The jobs of the database, should all of them meet: three each of bootstrap and rotation, and the migration's pool.
A person who looks gets the rest."""


@dataclass(frozen=True, kw_only=True)
class Clients:
    """Pods that open the same number of connections each."""

    name: str
    """What they are called in a message."""
    pods: int
    """How many there are at their worst: the autoscaler's maximum, and those that a rollout adds."""
    each: int
    """What each opens at most."""

    @property
    def most(self) -> int:
        """What all of them open at most."""
        return self.pods * self.each


def left_to_clients(instance_class: str) -> int:
    """Return what a class leaves to those who are not RDS."""
    return connections(instance_class) - RESERVED


def wanted(clients: Sequence[Clients]) -> int:
    """Return what may be open at once, the jobs among it."""
    return sum(one.most for one in clients) + JOBS


def excess(instance_class: DatabaseClass, clients: Sequence[Clients]) -> str | None:
    """Return in half a line what a class does not bear and which would; None where it bears all."""
    needed, left = wanted(clients), left_to_clients(instance_class)
    if needed <= left:
        return None
    each = ", ".join(f"{one.name} {one.most}" for one in clients)
    return f"{instance_class} leaves {left} connections, {needed} may be open at once ({each}, jobs {JOBS}); " + (
        _advice(instance_class, needed)
    )


def _advice(instance_class: DatabaseClass, needed: int) -> str:
    family = instance_class.split(".")[1]
    enough = [name for size in DATABASE_FAMILIES[family] if left_to_clients(name := f"db.{family}.{size}") >= needed]
    if not enough:
        return "no class bears that; fewer pods or smaller pools do"
    smallest = min(enough, key=left_to_clients)
    return f"{smallest} leaves {left_to_clients(smallest)}, and fewer pods or smaller pools need less"

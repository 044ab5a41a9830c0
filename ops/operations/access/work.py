"""As whom, and from where, the plan of a database's access is carried out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.operations.access.entrance import Entrance
from ops.operations.access.restarts import Restarts
from ops.operations.access_plan import read_plan
from ops.operations.aws import Aws
from ops.operations.reached import by_hand, by_pod


@dataclass(frozen=True, kw_only=True)
class Work:
    """The way to the server and to the secrets, and that to the cluster."""

    entrance: Entrance
    restarts: Restarts


def work_of(file: Path, variables: Mapping[str, str], *, authority: Path | None, environment: str) -> Work:
    """Find both ways, by the variables of a pod or, for an environment that is named, by the shell's backend."""
    plan = read_plan(file)
    reached = by_hand(environment, variables).reached if environment else by_pod(variables)
    return Work(
        entrance=Entrance(
            plan=plan, aws=Aws(plan.region, reached.variables), authority=authority or Path(plan.server.authority)
        ),
        restarts=Restarts(cluster=reached.cluster),
    )

"""Gives secrets that are due another value, and restarts what runs with a former one."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.secret_item import LOGIN
from ops.operations.access.restarts import Restarts
from ops.operations.aws import Aws
from ops.operations.error import OperationError
from ops.operations.secrets.freshness import ItemState
from ops.operations.secrets.values import Value, value_of, write_another
from ops.operations.secrets_plan import Mirror, PlannedItem, SecretsPlan

Told = Callable[[str], None]

STARTED_FOR = "portarium.io/secrets-version"
"""Which values of secrets the pods of a deployment were started for."""

# Whoever looks once an hour would come an hour later each time, if a minute were missing to the term.
_EARLY = timedelta(minutes=30)
_DIGEST_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """A plan, and the ways to what it is about."""

    plan: SecretsPlan
    """The plan."""
    aws: Aws
    """The account of the secrets."""
    restarts: Restarts
    """The cluster."""

    def carry_out(self, told: Told, *, now: datetime, only: str = "", within: timedelta = timedelta()) -> None:
        """Rotate what is due, or one item whether it is or not, and restart what has not the values that there are.

        What a lost run, or a person who wrote a value, left to be restarted is restarted by the next.
        """
        for item in self._chosen(only):
            before = value_of(self.aws, item.secret)
            state = ItemState(item=item, value=before, now=now)
            due = state.due - _EARLY <= now + within
            if (only or due) and write_another(self.aws, item.secret, before):
                told(f"{item.name}: has another value; the former one stays beside it as AWSPREVIOUS")
        values = {item.name: value_of(self.aws, item.secret) for item in self.plan.items}
        for mirror in self.plan.mirrors:
            if mirror.deployment:
                self._settle(mirror, values, told)

    def _chosen(self, only: str) -> list[PlannedItem]:
        rotated = [item for item in self.plan.items if item.rotated]
        if only and only not in [item.name for item in rotated]:
            known = ", ".join(item.name for item in rotated)
            raise OperationError(f"{only}: nothing that is made up here; {known} are, the others have who writes them")
        return [item for item in rotated if item.name == only] if only else rotated

    def _settle(self, mirror: Mirror, values: Mapping[str, Value | None], told: Told) -> None:
        """Bring a deployment up to the values that there are, unless its pods were started for them."""
        # Whoever changes a login restarts what signs in with it.
        logins = {item.name for item in self.plan.items if item.purpose == LOGIN}
        found = [value for name in sorted(set(mirror.items) - logins) if (value := values[name])]
        wanted = hashlib.sha256(" ".join(value.version for value in found).encode()).hexdigest()[:_DIGEST_LENGTH]
        started = self.restarts.started(mirror, STARTED_FOR)
        # Pods that nobody has restarted yet have what there was when their deployment was made.
        newer = any(value.written > started.made for value in found)
        if started.version == wanted or (started.version is None and not newer):
            return
        self.restarts.carry_out(mirror, wanted, STARTED_FOR)
        told(f"{mirror.namespace}/{mirror.deployment}: runs with what its secrets say now")

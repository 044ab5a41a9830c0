"""The plan of an environment's secrets: what each is for, when it is due, and where in the cluster it is."""

from pathlib import Path
from typing import Self

from pydantic import Field, StrictBool, model_validator

from domain.names import DnsLabel, Region
from ops.operations.access_plan import SecretArn
from ops.operations.plan_file import read_as
from ops.operations.workloads import WorkloadKind
from settings.section import Days, Section, invalid


class PlannedItem(Section):
    """One secret."""

    name: str = Field(min_length=1)
    """What it is called, as `<item>/<key>`."""
    purpose: str = Field(min_length=1)
    """What it is for."""
    rotation_frequency_days: Days
    """After how many days it is due for another value."""
    secret: SecretArn
    """Where its value is."""
    rotated: StrictBool
    """Whether its value is random text that is made up here; others have somebody who writes them."""


class Mirror(Section):
    """A secret of the cluster that has values of some items."""

    namespace: DnsLabel
    """Where it is."""
    external_secret: str = Field(min_length=1)
    """The external secret by which the values come."""
    items: tuple[str, ...] = Field(min_length=1)
    """What it has the values of."""
    deployment: str | None = None
    """The deployment that reads it at its start alone, and is restarted."""

    @property
    def kind(self) -> WorkloadKind:
        """What of Kubernetes' kinds that is: workloads are deployments."""
        return "deployments"


class SecretsPlan(Section):
    """All of it."""

    bundle_id: str
    """What tells this environment's bundle from others."""
    environment: DnsLabel
    """The environment."""
    source: str
    """Where the values are."""
    region: Region
    """The region of the secrets and of the log group."""
    log_group: str = Field(min_length=1)
    """Where is told how fresh they are."""
    items: tuple[PlannedItem, ...] = Field(min_length=1)
    """The secrets."""
    mirrors: tuple[Mirror, ...] = ()
    """Where they are in the cluster."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [item.name for item in self.items]
        for mirror in self.mirrors:
            if strangers := [name for name in mirror.items if name not in names]:
                raise invalid("mirrors", f"{strangers[0]} is no item of the plan; known are {', '.join(names)}")
        return self


def read_secrets_plan(file: Path) -> SecretsPlan:
    """Read a plan; raise OperationError with one line when it is not readable or wrong."""
    return read_as(SecretsPlan, file)

"""The workloads: what of Portarium runs in the environment."""

from typing import Literal, Self

from pydantic import Field, model_validator

from domain.names import DnsLabel, HttpPath
from domain.plane import WorkloadPlane
from domain.ports import METRICS
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.text import Text
from settings.section import Percent, Port, Positive, Section, invalid

Reference = Literal["database", "evidence"]
"""The components whose endpoint and rights a workload can ask for."""


class VariableName(Text):
    """The name of an environment variable."""

    pattern = r"[A-Z][A-Z0-9_]{0,99}"
    expected = "the name of an environment variable"
    example = "LOG_LEVEL"


class Resources(Section):
    """An amount of processor and memory."""

    cpu: CpuQuantity
    """Processor, in cores or thousandths of one."""

    memory: MemoryQuantity
    """Memory, with a binary suffix."""


class Probes(Section):
    """The endpoints that Kubernetes asks for the pod's health."""

    liveness: HttpPath
    """The path that fails when the container has to be restarted."""

    readiness: HttpPath
    """The path that fails while the pod can take no traffic."""

    startup_seconds: Positive = 60
    """How long the container may take to start."""


class Migrations(Section):
    """The job that brings the database's schema up to the image before the workload rolls out."""

    arguments: tuple[str, ...] = Field(min_length=1)
    """The arguments with which the workload's image migrates the schema."""


class Autoscaler(Section):
    """A number of pods that follows the processor's load."""

    minimum: Positive
    """The fewest pods."""

    maximum: Positive
    """The most pods."""

    cpu_percent: Percent = 70
    """The part of the requested processor that it aims at."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.minimum > self.maximum:
            raise invalid("minimum", f"{self.minimum} is over the maximum {self.maximum}")
        return self


class Scaling(Section):
    """How many pods a workload has: a number or an autoscaler, never both, because they would fight over it."""

    replicas: Positive | None = None
    """A fixed number of pods."""

    autoscaler: Autoscaler | None = None
    """A number of pods that follows the load."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.replicas is not None and self.autoscaler is not None:
            raise invalid("", "replicas and autoscaler exclude each other; remove one of them")
        if self.replicas is None and self.autoscaler is None:
            raise invalid("", "neither replicas nor autoscaler is given; give one of them")
        return self

    @property
    def minimum(self) -> int:
        """The fewest pods that there are."""
        return self.autoscaler.minimum if self.autoscaler else self.replicas or 0

    @property
    def maximum(self) -> int:
        """The most pods that there can be."""
        return self.autoscaler.maximum if self.autoscaler else self.replicas or 0


class WorkloadEntry(Section):
    """A component of Portarium as Pulumi.yaml lists it, the same in every environment."""

    name: DnsLabel
    """The component; its image is `portarium-<name>`."""

    plane: WorkloadPlane
    """The control plane, or the execution plane with its containment."""

    port: Port
    """The port that it serves, the probes among it."""

    metrics_port: Port = METRICS
    """The port of its metrics."""

    probes: Probes
    """How Kubernetes asks for its health."""

    requests: Resources
    """What each pod is guaranteed."""

    limits: Resources
    """What each pod may use at most."""

    uses: tuple[Reference, ...] = ()
    """The components it is given the endpoint of and the rights to."""

    arguments: tuple[str, ...] = ()
    """The arguments of its container."""

    environment: dict[VariableName, str] = Field(default_factory=dict[VariableName, str])
    """Plain variables; secrets come from Vault and never from here."""

    migrations: Migrations | None = None
    """The schema migration that runs before it rolls out."""

    termination_seconds: Positive = 60
    """How long a pod may take to finish what it does."""

    mounts_token: bool = Field(default=False, strict=True)
    """Whether it gets a token for the Kubernetes API; never in the execution plane."""


class Workload(WorkloadEntry):
    """A component as it runs in this environment."""

    scaling: Scaling

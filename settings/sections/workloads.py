"""The workloads: what of Portarium runs in the environment."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StrictInt, model_validator

from domain.architecture import Architecture
from domain.names import AbsolutePath, DnsLabel, HttpPath
from domain.plane import WorkloadPlane
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.secret_file import SecretFile, SecretPlace
from domain.vault_agent import AGENT_CPU, AGENT_MEMORY
from settings.section import Percent, Port, Positive, Section, invalid
from settings.sections.variables import Use, Variable, VariableName

UserId = Annotated[StrictInt, Field(ge=1, le=65535)]
Variables = dict[VariableName, Variable]

_MEBIBYTE = 2**20


class Resources(Section):
    """An amount of processor and memory."""

    cpu: CpuQuantity
    """Processor, in cores or thousandths of one."""

    memory: MemoryQuantity
    """Memory, with a binary suffix."""


class Probe(Section):
    """A question that Kubernetes asks a pod again and again."""

    path: HttpPath
    """The path that is asked."""

    period_seconds: Positive
    """How long after one question the next is asked."""

    failures: Positive = 3
    """How many failures in a row count."""

    timeout_seconds: Positive = 2
    """How long an answer may take."""


class Probes(Section):
    """How Kubernetes asks for the pod's health."""

    startup: Probe
    """Holds the others back while the container starts."""

    liveness: Probe
    """Fails when the container has to be restarted."""

    readiness: Probe
    """Fails while the pod can take no traffic."""


class Metrics(Section):
    """Where a workload's metrics are."""

    path: HttpPath = HttpPath("/metrics")
    """The path."""

    port: Port | None = None
    """The port; by default the one that it serves."""

    bearer: VariableName | None = None
    """The variable that holds the token by which whoever reads them signs in."""


class Waiting(Section):
    """What has to answer before the workload starts, which would end or go without it otherwise."""

    service: Literal["temporal"]
    """What is waited for."""

    command: tuple[str, ...] = Field(min_length=1)
    """What its own image waits with; host and port are the last two words, and it ends once they answer."""


class Migrations(Section):
    """The job that brings the database's schema up to the image before the workload rolls out."""

    command: tuple[str, ...] = Field(min_length=1)
    """The program that migrates, in the workload's image."""

    arguments: tuple[Variable, ...] = Field(min_length=1)
    """Its arguments, word by word: text, or a setting."""

    status: tuple[Variable, ...] = ()
    """The arguments with which the program says afterwards what is applied; none where it can't."""

    variables: Variables = Field(default_factory=dict[VariableName, Variable])
    """Its variables, by name."""

    times: Annotated[StrictInt, Field(ge=1, le=2)] = 1
    """How often it runs in a row; twice where the first run on an empty database does not finish what there is."""


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
    """The contract of a component of Portarium, the same in every environment."""

    moved: ClassVar[Mapping[str, str]] = {
        "environment": "moved to variables, each of which is text or a reference",
        "uses": "gone; a workload is let to what its variables refer to",
        "metricsPort": "moved to metrics.port",
    }

    name: DnsLabel
    """The component."""

    plane: WorkloadPlane
    """The control plane, or the execution plane with its containment."""

    image: DnsLabel | None = None
    """Its image is `portarium-<image>`; by default the component's name."""

    architectures: tuple[Architecture, ...] = Field(min_length=1)
    """What its image is built for; the nodes of its plane have one of these architectures."""

    command: tuple[str, ...] = ()
    """The program that runs; by default the image's."""

    arguments: tuple[str, ...] = ()
    """The program's arguments."""

    port: Port
    """The port that it serves, the probes among it."""

    metrics: Metrics | None = None
    """Its metrics; none where it has none."""

    probes: Probes
    """How Kubernetes asks for its health."""

    requests: Resources
    """What each pod is guaranteed."""

    limits: Resources
    """What each pod may use at most."""

    user: UserId
    """The user that it runs as, by number; never root."""

    writable_paths: tuple[AbsolutePath, ...] = (AbsolutePath("/tmp"),)  # noqa: S108 - in the container
    """The folders that it writes to, empty at the start of each pod; everything else is read-only."""

    variables: Variables = Field(default_factory=dict[VariableName, Variable])
    """Its variables by name: text, or a reference; what it is let to follows from what they refer to."""

    secret_files: dict[SecretFile, SecretPlace] = Field(default_factory=dict[SecretFile, SecretPlace])
    """The files at /vault/secrets that Vault's agent writes before it starts, and keeps up to date, each as JSON: the
    place of the secret below those of its environment and plane, by the file's name."""

    required: tuple[VariableName, ...] = ()
    """The variables without which it does not start."""

    waits_for: Waiting | None = None
    """What has to answer before it starts."""

    migrations: Migrations | None = None
    """The schema migration that runs before it rolls out."""

    affinity: Literal["none", "clientAddress"] = "none"
    """Whether the same pod answers the same caller, by the caller's address."""

    termination_seconds: Positive = 60
    """How long a pod may take to finish what it does."""

    mounts_token: bool = Field(default=False, strict=True)
    """Whether it gets a token for the Kubernetes API; never in the execution plane."""

    @property
    def pod_requests(self) -> Resources:
        """What each pod is guaranteed with all that is in it."""
        if not self.secret_files:
            return self.requests
        return Resources(
            cpu=CpuQuantity(f"{self.requests.cpu.millicores + AGENT_CPU.millicores}m"),
            memory=MemoryQuantity(f"{-(-(self.requests.memory.bytes + AGENT_MEMORY.bytes) // _MEBIBYTE)}Mi"),
        )

    @property
    def image_name(self) -> str:
        """What its image is called after."""
        return str(self.image or self.name)

    @property
    def uses(self) -> frozenset[Use]:
        """What it is let to, by what its variables refer to."""
        return frozenset(variable.use for variable in self.variables.values() if variable.use is not None)


class Workload(WorkloadEntry):
    """A component as it runs in this environment; its variables refer to no setting any more."""

    scaling: Scaling

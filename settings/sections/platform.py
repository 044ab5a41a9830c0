"""The services of the platform: how big each is; none of them can be left out."""

from typing import Self

from pydantic import Field, JsonValue, model_validator

from domain.chart_version import ChartVersion
from domain.names import DnsLabel, GroupName
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.temporal_size import STORE_POOL, VISIBILITY_POOL
from domain.url import Url
from settings.section import Days, Positive, Section, Switch, invalid
from settings.sections.identity import ClientName
from settings.sections.workloads import Resources

_SERVERS = (1, 3, 5)
"""The servers that NATS may have: an odd number, and no more than a stream may have copies."""


class Service(Section):
    """What every service of the platform has."""

    replicas: Positive | None = None
    """How many pods it has of each kind that there may be several of; as many as the tier demands by default."""

    @property
    def pods(self) -> int:
        """The pods of each kind, once the settings are complete."""
        if self.replicas is None:
            raise LookupError("the settings give each service its replicas")
        return self.replicas


class SignIn(Section):
    """How people sign in to Argo CD: by the identity provider of the environment."""

    client_id: ClientName
    """The public client that they come by; it has no secret."""

    administrators: tuple[GroupName, ...] = ()
    """The groups whose members may do everything in it."""

    readers: tuple[GroupName, ...] = ()
    """The groups whose members may look."""


class TeamApplication(Section):
    """An application of a team: a chart beside the release, which somebody syncs by hand."""

    repository: Url
    """The repository of its chart, one of `repositories`."""

    chart: DnsLabel
    """The chart."""

    version: ChartVersion
    """The version of the chart."""

    values: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """What differs from the chart's defaults."""


class Gitops(Service):
    """Argo CD."""

    sign_in: SignIn | None = None
    """How people sign in; without it nobody does, and its web page does not run."""

    repositories: tuple[Url, ...] = ()
    """The repositories of charts that the applications of teams may come from; none by default."""

    applications: dict[DnsLabel, TeamApplication] = Field(default_factory=dict[DnsLabel, TeamApplication])
    """The applications of teams, by name: they are installed into `apps-<environment>`, and synced by hand."""


class Temporal(Service):
    """Temporal: the runs, their histories and who works on them."""

    store_pool: Positive = STORE_POOL
    """The connections that each of its pods opens to the database of runs; all of them have to fit the instance."""

    visibility_pool: Positive = VISIBILITY_POOL
    """The connections that each of its pods opens to the database that runs are searched in."""

    retention_days: Days = 30
    """How long the database keeps the history of a run that is over."""

    archive_days: Days = 365
    """How long the archive keeps it, which it goes to when it is over; longer than the database."""

    mutual_tls: Switch = False
    """Whether all that call it show a certificate of the platform's own authority. The application's processes have
    none, so that it is for those that bring theirs."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.archive_days <= self.retention_days:
            raise invalid(
                "archiveDays",
                f"{self.archive_days}, and the database keeps a run for {self.retention_days} days; more than that",
            )
        return self


class Nats(Service):
    """NATS: messages of the planes, and the stream of events."""

    snapshot_days: Days = 14
    """How long the copies are kept that are taken of its streams each night; a stream keeps messages for seven days,
    and takes away older ones of a copy as soon as it is brought back."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.replicas is not None and self.replicas not in _SERVERS:
            raise invalid("replicas", f"{self.replicas} servers; each message has a copy on every one: 1, 3 or 5")
        return self


class Vault(Service):
    """Vault: secrets that workloads are given as files."""

    requests: Resources = Resources(cpu=CpuQuantity("250m"), memory=MemoryQuantity("512Mi"))
    """What each server is guaranteed; of the memory it gets no more."""

    storage: MemoryQuantity = MemoryQuantity("10Gi")
    """How large the volume of each server is; it can grow, and never shrinks."""

    audit_storage: MemoryQuantity = MemoryQuantity("5Gi")
    """How large the volume is on which each server writes down who asked for what."""

    snapshot_days: Days = 35
    """How long the snapshots are kept that are taken of it each night."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.replicas is not None and self.replicas % 2 == 0:
            raise invalid(
                "replicas",
                f"{self.replicas}, of which no more may fail than of {self.replicas - 1}; give an odd number",
            )
        return self


class Platform(Section):
    """The services, each by its name."""

    gitops: Gitops = Gitops()
    """Argo CD, which installs the others."""

    admission: Service = Service()
    """Kyverno, which verifies who has signed an image before a pod of an environment starts."""

    nats: Nats = Nats()
    """NATS, which carries messages."""

    temporal: Temporal = Temporal()
    """Temporal, which keeps the runs."""

    vault: Vault = Vault()
    """Vault, which keeps secrets that are files."""

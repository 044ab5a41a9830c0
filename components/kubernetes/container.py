"""What a pod of ours runs, and what it needs to run it: the terms in which workloads are described to Kubernetes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.kubernetes.vault_injection import VaultAccess
from domain import ports
from domain.plane import Plane

ANY_USER = 65532
"""A user that no file belongs to."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """An amount of processor and memory."""

    cpu: str
    """Cores, or thousandths of one such as `250m`."""
    memory: str
    """Bytes with a binary suffix."""


@dataclass(frozen=True, kw_only=True)
class SecretKey:
    """A value that stands in a Kubernetes secret, and nowhere else."""

    secret: pulumi.Input[str]
    """The name of the secret, in the namespace of the pod."""
    key: str
    """The key in it."""


VariableValue = pulumi.Input[str] | SecretKey
"""What a variable is given: a value that everybody may read, or a place in a secret."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A question that the kubelet asks a pod again and again."""

    path: str
    """The path."""
    period_seconds: int
    """How long after one question the next is asked."""
    failures: int = 3
    """How many failures in a row count."""
    timeout_seconds: int = 2
    """How long an answer may take."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """Where the kubelet asks how a pod is."""

    startup: Probe = field(default_factory=lambda: Probe(path="/healthz", period_seconds=1, failures=60))
    """Holds the others back while it starts."""
    liveness: Probe = field(default_factory=lambda: Probe(path="/healthz", period_seconds=10))
    """Fails when only a restart helps."""
    readiness: Probe = field(default_factory=lambda: Probe(path="/readyz", period_seconds=5))
    """Fails while no request should come."""
    port: int | None = None
    """The port that answers, where it is not the one it serves on."""


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """Where metrics are read."""

    port: int = ports.METRICS
    """The port, which may be the one that it serves on."""
    path: str = "/metrics"
    """The path."""
    bearer: SecretKey | None = None
    """The token that whoever reads them has to show."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What runs to its end before the container starts."""

    name: str
    """What it does."""
    image: pulumi.Input[str]
    """Its image."""
    command: tuple[str, ...] = ()
    """Its program; none means the image's."""
    arguments: tuple[pulumi.Input[str], ...] = ()
    """Its arguments."""
    variables: Mapping[str, VariableValue] = field(default_factory=dict[str, VariableValue])
    """Its variables."""


@dataclass(frozen=True, kw_only=True)
class Container:
    """What a workload runs and what it needs to run it."""

    environment: str
    """The environment it runs in."""
    component: str
    """The name of the component."""
    plane: Plane
    """The plane it belongs to."""
    image: pulumi.Input[str]
    """The full name of its image, by git SHA."""
    image_sha: str
    """The git SHA alone: the version that telemetry and labels carry."""
    port: int
    """The port it serves on."""
    requests: Amount
    """What the scheduler sets aside for it."""
    limits: Amount
    """What it never gets more than."""
    also_serves: Mapping[str, int] = field(default_factory=dict[str, int])
    """Further ports that it serves on, by name."""
    metrics: Metrics | None = field(default_factory=Metrics)
    """Its metrics; none where it has none."""
    health: Health = field(default_factory=Health)
    """The probes."""
    command: tuple[str, ...] = ()
    """Its program; none means the image's."""
    arguments: tuple[str, ...] = ()
    """The arguments of its program."""
    variables: Mapping[str, VariableValue] = field(default_factory=dict[str, VariableValue])
    """Environment variables: what everybody may read in plain, and secrets by their place."""
    before: Sequence[Step] = ()
    """What runs to its end first, in this order."""
    user: int = ANY_USER
    """The user and the group that it runs as; never root."""
    writable_paths: Sequence[str] = ("/tmp",)  # noqa: S108 - the pod's own empty volume
    """The folders that it writes to."""
    mounts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Config maps of its namespace that others make, by the path at which it reads them."""
    certificates: Mapping[str, str] = field(default_factory=dict[str, str])
    """Secrets of its namespace with a certificate, its key and whom to believe, by the path at which it reads them."""
    resolver: pulumi.Input[str] | None = None
    """The only resolver that it asks, by its address; none means the cluster's."""
    pull_secret: pulumi.Input[str] | None = None
    """The secret of its namespace that nodes show the registry; none where images are public."""
    termination_seconds: int = 60
    """How long it may finish what it does."""
    mounts_token: bool = False
    """Whether it gets a token for the Kubernetes API."""
    asks_vault: bool = False
    """Whether it asks Vault itself, with a token of its account."""
    vault: VaultAccess | None = None
    """As what Vault's agent signs in for it; none where it reads nothing from Vault, and has no way there."""

"""The config block of a stack, as people write it in Pulumi.yaml and Pulumi.<env>.yaml."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from domain.environment_status import EnvironmentStatus
from domain.fqdn import Fqdn
from domain.git_sha import GitSha
from domain.names import BucketName, DnsLabel, Region
from domain.project import PROJECT
from settings.section import Positive, Section
from settings.sections.access import Access
from settings.sections.alarms import Alarms, Budget
from settings.sections.application import Application, Services
from settings.sections.cluster import Cluster
from settings.sections.database import Database
from settings.sections.domains import DomainsEntry
from settings.sections.egress import EgressEntry
from settings.sections.evidence import Evidence
from settings.sections.github import GitHubEntry
from settings.sections.identity import Identity
from settings.sections.image_digests import ImageDigests
from settings.sections.images import Images
from settings.sections.network import NetworkEntry
from settings.sections.node_pools import NodePool
from settings.sections.platform import Platform
from settings.sections.quotas import Quotas
from settings.sections.secrets_bundle import SecretsBundle
from settings.sections.workloads import Scaling, WorkloadEntry
from settings.shape import bare, fields_of, is_structure

NAMESPACE = PROJECT
"""Pulumi's project name, and so the prefix of the keys."""

Topology = Literal["dedicated", "shared"]


class StackConfig(Section):
    """Everything that can be set; which keys a stack needs depends on its topology."""

    moved: ClassVar[Mapping[str, str]] = {
        "accountId": "moved to infra/environments.json, accounts",
        "ownsGithubIssuer": "gone; the stack of each account registers the issuer",
    }

    image_sha: GitSha | None = None
    """The commit whose images run in the environment; the only setting that changes from day to day."""
    image_digests: ImageDigests | None = None
    """What the images of that commit are, byte for byte; without it they run by the commit's tag alone."""
    status: EnvironmentStatus | None = None
    """What the environment is declared to be; only `ready` takes new deployments."""
    topology: Topology | None = None
    """`dedicated` builds everything; `shared` builds data and apps on the cluster of another stack."""
    shared_with: DnsLabel | None = None
    """The stack whose cluster a shared one runs on."""
    region: Region | None = None
    """The AWS region of everything."""
    state_bucket: BucketName | None = None
    """The S3 bucket that keeps the states of all environments; `portarium-state-<account>-<region>` by default, of the
    account that `records` names in infra/environments.json."""
    base_domain: Fqdn | None = None
    """The domain that those of all environments are below."""
    network: NetworkEntry | None = None
    """The VPC."""
    cluster: Cluster | None = None
    """The EKS cluster."""
    node_pools: dict[DnsLabel, NodePool] | None = None
    """The pools of nodes, by name."""
    alarms: Alarms | None = None
    """Where alarms go."""
    budget: Budget | None = None
    """The environment's budget."""
    platform: Platform | None = None
    """The services of the platform; by default each is as big as the tier demands."""
    database: Database | None = None
    """The PostgreSQL database."""
    evidence: Evidence | None = None
    """The evidence store."""
    domains: DomainsEntry | None = None
    """The environment's domain names."""
    images: Images | None = None
    """Where images come from."""
    github: GitHubEntry | None = None
    """The repository that may deploy."""
    workloads: tuple[WorkloadEntry, ...] | None = None
    """The components of Portarium; by default those of infra/application.json, which this replaces as a whole."""
    identity: Identity | None = None
    """The identity provider."""
    application: Application | None = None
    """What the application is told besides."""
    services: Services | None = None
    """What the control plane uses where it is there."""
    secrets_bundle: SecretsBundle | None = None
    """The secrets of the environment."""
    scaling: dict[DnsLabel, Scaling] | None = None
    """How many pods each workload and `egress-proxy` has; by default as many as the tier demands, and one proxy."""
    egress: EgressEntry | None = None
    """What the execution plane reaches on the internet."""
    access: Access | None = None
    """Who may do what."""
    quotas: Quotas | None = None
    """What each namespace may use."""
    rollout_seconds: Positive | None = None
    """How long a rollout may make no progress before it counts as failed; 300 by default."""


REQUIRED = (
    "imageSha",
    "region",
    "baseDomain",
    "images",
    "github",
    "workloads",
    "secretsBundle",
    "database",
    "evidence",
)
"""The keys that every stack needs."""

REQUIRED_OF_DEDICATED = ("cluster", "nodePools", "budget")
"""The keys that a dedicated stack needs besides."""

FOUNDATION = ("network", "cluster", "nodePools", "alarms", "budget", "platform")
"""The keys that a shared stack cannot have, because another stack owns what they describe."""

SCALARS = frozenset({"imageSha", "status", "topology", "sharedWith", "region", "stateBucket", "baseDomain"})
"""The keys whose value is text; Pulumi hands all others over as JSON."""

STRUCTURES = frozenset(key for key, field in fields_of(StackConfig).items() if is_structure(bare(field.annotation)))
"""The keys with keys or a list below them: one file gives such a key, because another would replace it as a whole."""

"""`Settings`: everything that is decided about a stack before its first resource."""

from domain.architecture import Architecture
from domain.component_names import MIGRATION, OPERATIONS, PROXY
from domain.git_sha import GitSha
from domain.image import image_name
from domain.names import AccountId, BucketName, DnsLabel, Region
from domain.state_store import default_bucket
from settings.registry import Promotion, Tier
from settings.section import Section
from settings.sections.access import Access
from settings.sections.alarms import Alarms, Budget
from settings.sections.application import Application, Services
from settings.sections.cluster import Cluster
from settings.sections.database import Database
from settings.sections.domains import Domains
from settings.sections.egress import Egress
from settings.sections.evidence import Evidence
from settings.sections.github import GitHub
from settings.sections.identity import Identity
from settings.sections.image_digests import ImageDigests
from settings.sections.images import Images
from settings.sections.network import Network
from settings.sections.node_pools import NodePool
from settings.sections.platform import Platform
from settings.sections.quotas import Quotas
from settings.sections.secrets_bundle import SecretsBundle
from settings.sections.workloads import Workload
from settings.stack_config import EnvironmentStatus


class Environment(Section):
    """The environment that a stack is."""

    name: str
    tier: Tier
    status: EnvironmentStatus
    promotion: Promotion
    protect: bool
    """Whether its stateful resources are protected in Pulumi and retained on delete."""
    gated: bool
    """Whether a change of the platform's services waits until a person lets it in."""
    hosts_reviews: bool
    """Whether review environments run on its cluster."""
    survives_a_zone: bool
    """Whether a zone may fail: its pools span several, and so have pods to."""


class FoundationPlan(Section):
    """What only a dedicated stack builds: the network, the cluster, the platform and what belongs to them."""

    network: Network
    cluster: Cluster
    node_pools: dict[str, NodePool]
    alarms: Alarms
    budget: Budget
    platform: Platform


class Settings(Section):
    """The settings of one stack, complete and checked."""

    environment: Environment
    image_sha: GitSha
    image_digests: ImageDigests | None
    """None where the images run by their SHA alone."""
    region: Region
    account: str
    """The name of the account that it lies in."""
    account_id: AccountId | None
    """That account's number; None where it is the caller's, whichever that is."""
    records_id: AccountId | None
    """The number of the account that keeps the states; None for the environment's own."""
    state_bucket: BucketName | None
    foundation: FoundationPlan | None
    """None for a shared stack, which runs on the foundation of `shared_with`."""
    shared_with: str | None
    database: Database
    evidence: Evidence
    evidence_copy_id: AccountId | None
    """The number of the account that keeps a copy of the evidence; None for no copy."""
    domains: Domains
    images: Images
    github: GitHub
    workloads: tuple[Workload, ...]
    identity: Identity | None
    """None where no workload asks who somebody is."""
    application: Application
    services: Services
    secrets_bundle: SecretsBundle
    egress: Egress
    access: Access
    quotas: Quotas
    rollout_seconds: int
    """How long a rollout may make no progress before it counts as failed."""

    @property
    def runs_keycloak(self) -> bool:
        """Whether the platform of this stack has a Keycloak; environments on another's cluster use that one's."""
        return self.foundation is not None and self.identity is not None and self.identity.provider == "keycloak"

    def bucket_of_states(self, account_id: str) -> str:
        """Return the bucket that keeps the states of all environments."""
        return self.state_bucket or default_bucket(self.records_id or account_id, self.region)

    def image(self, called: str) -> str:
        """Return an image in full by what it is called, at the stack's SHA, and by its digest where that is given."""
        return image_name(self.images.organization, called, self.image_sha, self.image_digest(called))

    def image_digest(self, called: str) -> str | None:
        """Return the digest of an image, where the stack gives one."""
        return self.image_digests.images.get(DnsLabel(called)) if self.image_digests and self.is_pinned else None

    @property
    def is_pinned(self) -> bool:
        """Whether the stack gives the digests of the release that it runs, and not those of another one."""
        return self.image_digests is not None and self.image_digests.sha == self.image_sha

    @property
    def signing_repository(self) -> str:
        """The repository whose image workflow signs what runs here, with its owner."""
        return str(self.images.repository or f"{self.github.organization}/{self.github.repository}")

    def image_by_name(self) -> dict[str, str]:
        """Return each image that the stack runs, once, by what it is called."""
        called = (PROXY, OPERATIONS, *(workload.image_name for workload in self.workloads))
        return {name: self.image(name) for name in called}

    def image_of_each(self) -> dict[str, str]:
        """Return the image of each component that the stack runs; the migration runs that of the schema's owner."""
        images = {str(workload.name): self.image(workload.image_name) for workload in self.workloads}
        owner = next((str(workload.name) for workload in self.workloads if workload.migrations), None)
        migrating = {MIGRATION: images[owner]} if owner else {}
        return {PROXY: self.image(PROXY), OPERATIONS: self.image(OPERATIONS), **images, **migrating}

    def architectures_of(self, image: str) -> tuple[Architecture, ...]:
        """Return what an image, by its full name, has to be built for."""
        for workload in self.workloads:
            if self.image(workload.image_name) == image:
                return workload.architectures
        return self.images.architectures

"""The checks over several keys of the AWS half: network, cluster, node pools, database, evidence, domains."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from tests.settings.configuration import REMOVED, problems, resolved
from tests.settings.registries import SEVERAL, one_account, several_accounts

NETWORK = [
    ({"network.cidr": "10.16.0.0/16"}, "network.cidr: \"10.16.0.0/16\" overlaps with dev's 10.16.0.0/16; prod has 10.48.0.0/16 (infra/environments.json)"),
    ({"network.cidr": "10.32.64.0/20"}, "network.cidr: \"10.32.64.0/20\" overlaps with staging's 10.32.0.0/16; prod has 10.48.0.0/16 (infra/environments.json)"),
    ({"network.cidr": "192.168.0.0/16"}, "network.cidr: \"192.168.0.0/16\" is outside the environment's addresses; prod has 10.48.0.0/16 (infra/environments.json)"),
    ({"network.zones": ["eu-central-1a", "eu-central-1b", "eu-west-1a"]}, 'network.zones[2]: "eu-west-1a" is not a zone of eu-central-1'),
    ({"network.zones": ["eu-central-1a", "eu-central-1b", "eu-central-1c", "eu-central-1d"]}, "network.zones: has 4 entries; at most 3 are possible"),
]  # fmt: skip

CLUSTER = [
    ({"cluster.publicAccessCidrs": ["0.0.0.0/0"]}, "cluster.publicAccessCidrs[0]: 0.0.0.0/0 opens the API server to the world; list your networks"),
    ({"github.runner": "own"}, "cluster.publicAccessCidrs: missing while github.runner is own: delivery would find no way to the Kubernetes API; list your runners' addresses, or remove github.runner"),
    ({"cluster.coredns": {"version": "v1.12.4-eksbuild.1", "digest": f"sha256:{'0' * 64}"}}, 'cluster.coredns.version: "v1.12.4-eksbuild.1", with Kubernetes 1.35 it is v1.13.2-eksbuild.4; read its digest, or remove coredns'),
    ({"cluster.version": "1.34", "nodePools.system.version": "1.35"}, "nodePools.system.version: 1.35 is newer than the cluster's 1.34; upgrade the cluster first"),
]  # fmt: skip

_BOTH = {"images.architectures": ["arm64", "amd64"]}

NODE_POOLS = [
    ({"nodePools.execution.minimum": 4}, "nodePools.execution.minimum: 4 is over the maximum 3"),
    ({"nodePools.execution.serves": ["execution", "control"]}, "nodePools.execution.serves: the execution plane shares its nodes with no other plane; give it a pool of its own"),
    ({"nodePools.system.serves": ["system"]}, "nodePools: no pool serves the control plane; add it to the serves of one"),
    ({"nodePools.execution.instanceTypes": ["g5.xlarge"], **_BOTH}, 'nodePools.execution.instanceTypes[0]: "g5.xlarge" has an accelerator; only the pool system may'),
    ({"nodePools.execution.instanceTypes": ["p4d.24xlarge"], **_BOTH}, 'nodePools.execution.instanceTypes[0]: "p4d.24xlarge" has an accelerator; only the pool system may'),
    ({"nodePools.system.instanceTypes": ["m7i.2xlarge", "m7g.2xlarge"]}, "nodePools.system.instanceTypes[1]: \"m7g.2xlarge\" is arm64, the pool's first is amd64"),
    ({"nodePools.system.instanceTypes": ["m7i.2xlarge", "g5.2xlarge"], **_BOTH}, 'nodePools.system.instanceTypes[1]: "g5.2xlarge" boots another image than the pool\'s first, m7i.2xlarge'),
    ({"nodePools.system.instanceTypes": ["m7g.2xlarge"], "workloads.0.architectures": ["amd64", "arm64"]}, 'nodePools.system.instanceTypes[0]: "m7g.2xlarge" is arm64, images.architectures has images for amd64'),
    ({"nodePools.system.instanceTypes": ["m7g.2xlarge"], **_BOTH}, 'nodePools.system.instanceTypes[0]: "m7g.2xlarge" is arm64, the image of control-plane is built for amd64'),
    ({"nodePools.system.zones": ["eu-central-1a", "eu-central-1b", "eu-central-1d"]}, 'nodePools.system.zones[2]: "eu-central-1d" is not a zone of the network'),
]  # fmt: skip

DATABASE = [
    ({"region": "ca-west-1", "network.zones": ["ca-west-1a", "ca-west-1b", "ca-west-1c"]}, "region: infra/rds-authorities.pem has no authority of ca-west-1; docs/operate/database-access.md says how to add it"),
    ({"database.storageGib": 300}, "database.storageGib: 300 is over database.maximumStorageGib 200"),
    ({"database.backupWindow": "03:30-04:30"}, "database.maintenanceWindow: sun:03:00-sun:04:00 collides with database.backupWindow 03:30-04:30"),
    ({"database.backupWindow": "23:30-00:30", "database.maintenanceWindow": "mon:00:00-mon:01:00"}, "database.maintenanceWindow: mon:00:00-mon:01:00 collides with database.backupWindow 23:30-00:30"),
]  # fmt: skip

CONNECTIONS = [
    ({"platform.temporal": {"storePool": 60}}, "database.instanceClass: db.t4g.large leaves 796 connections, 1102 may be open at once (control-plane 40, temporal 1040, temporal-schema 2, jobs 20); db.t4g.xlarge leaves 1607, and fewer pods or smaller pools need less"),
    ({"database.instanceClass": "db.t4g.medium"}, "database.instanceClass: db.t4g.medium leaves 390 connections, 462 may be open at once (control-plane 40, temporal 400, temporal-schema 2, jobs 20); db.t4g.large leaves 796, and fewer pods or smaller pools need less"),
]  # fmt: skip

EVIDENCE = [
    ({"evidence.acknowledgeComplianceDays": REMOVED}, "evidence.acknowledgeComplianceDays: missing; COMPLIANCE cannot be undone by anyone, repeat retentionDays here: 1095"),
    ({"evidence.acknowledgeComplianceDays": 1096}, "evidence.acknowledgeComplianceDays: 1096 is not evidence.retentionDays 1095; COMPLIANCE cannot be undone by anyone"),
]  # fmt: skip

DOMAINS = [({"domains.envPrefix": "x-prod"}, 'domains.envPrefix: "x-prod", prod has none; write "" or leave it out')]

TOPOLOGY = [({"sharedWith": "dev"}, "sharedWith: only a stack with topology shared has it; remove it")]


@pytest.mark.parametrize(
    ("changes", "line"), [*NETWORK, *CLUSTER, *NODE_POOLS, *DATABASE, *CONNECTIONS, *EVIDENCE, *DOMAINS, *TOPOLOGY]
)
def test_contradiction_in_prod_is_refused(changes: dict[str, object], line: str) -> None:
    """Values that are well-formed alone and wrong together are one line."""
    assert problems("prod", changes) == [f"Pulumi.prod.yaml: {line}"]


def test_evidence_is_copied_where_the_tier_demands_it_and_there_is_another_account() -> None:
    """With one account for all there is none; an environment of another tier may have a copy, too."""
    several = several_accounts()
    assert resolved("prod", registry=several).evidence_copy_id == SEVERAL["records"]
    assert resolved("prod", registry=one_account()).evidence_copy_id is None
    assert resolved("staging", registry=several).evidence_copy_id is None
    assert resolved("staging", {"evidence.copied": True}, several).evidence_copy_id == SEVERAL["records"]
    alone = "true, but there is no other account for a copy; name one as records (infra/environments.json)"
    refused = problems("prod", {"evidence.copied": True}, one_account())
    assert refused == [f"Pulumi.prod.yaml: evidence.copied: {alone}"]


@pytest.mark.parametrize(
    ("stack", "changes", "records", "line"),
    [
        ("prod", {"evidence.copied": False}, "records", "false, prod requires true (infra/environments.json, tier prod)"),
        ("prod", {}, "prod", "prod requires a copy in another account, and records is prod, its own (infra/environments.json)"),
        ("dev", {"evidence.copied": True}, "records", "true, but objectLock is off; only locked evidence is copied"),
    ],
)  # fmt: skip
def test_a_copy_that_is_none_is_refused(stack: str, changes: dict[str, object], records: str, line: str) -> None:
    """A tier's copy is left out by nobody, and lies in another account."""
    registry = several_accounts().model_copy(update={"records": records})
    assert problems(stack, changes, registry) == [f"Pulumi.{stack}.yaml: evidence.copied: {line}"]


def test_runners_of_ones_own_come_in_by_their_addresses() -> None:
    """With a way in there is nothing to refuse, and without a choice there are machines inside."""
    assert problems("prod", {"github.runner": "own", "cluster.publicAccessCidrs": ["203.0.113.0/29"]}) == []
    assert problems("prod", {}) == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"domains.envPrefix": ""}, 'domains.envPrefix: empty, only prod has no prefix; the default is "x-staging"'),
        ({"domains.envPrefix": "x-dev"}, 'domains.envPrefix: "x-dev" is the prefix of another environment; the default is "x-staging"'),
        ({"evidence.acknowledgeComplianceDays": 365}, "evidence.acknowledgeComplianceDays: 365, but objectLock is GOVERNANCE; only COMPLIANCE is acknowledged"),
    ],
)  # fmt: skip
def test_contradiction_in_staging_is_refused(changes: dict[str, object], line: str) -> None:
    """What prod must have, staging must not, and the other way round."""
    assert problems("staging", changes) == [f"Pulumi.staging.yaml: {line}"]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"topology": "dedicated"}, 'topology: "dedicated" is not for review stacks; they are shared'),
        ({"sharedWith": "review-12"}, 'sharedWith: "review-12" cannot be the owner; it is one of dev, staging, prod'),
        ({"cluster": {"version": "1.35"}}, "cluster: a shared stack has none of its own, it uses its owner's; remove it"),
        ({"access": {"administrators": ["me"]}}, "access.administrators: a shared stack has none of its own, the cluster is its owner's; remove it"),
    ],
)  # fmt: skip
def test_review_stack_has_no_foundation_of_its_own(changes: dict[str, object], line: str) -> None:
    """What belongs to the owner of the cluster cannot be set in a review stack."""
    expected = [f"Pulumi.review-12.yaml: {line}"]

    assert [found for found in problems("review-12", changes) if found in expected] == expected


def test_gpus_are_accepted_on_the_system_pool() -> None:
    """The one pool that may have accelerators has them."""
    assert problems("prod", {"nodePools.system.instanceTypes": ["g5.xlarge"]}) == []


def test_nodes_may_be_one_minor_behind_while_they_are_upgraded() -> None:
    """The control plane is upgraded first, so its nodes are older for a while."""
    assert problems("prod", {"nodePools.system.version": "1.34"}) == []


def test_zone_that_is_listed_twice_is_one_zone() -> None:
    """The repetition is reported, and the tier's floor counts the zone once."""
    zones = ["eu-central-1a", "eu-central-1b", "eu-central-1b"]

    assert problems("prod", {"network.zones": zones}) == [
        "Pulumi.prod.yaml: network.zones: 2, prod requires at least 3 (infra/environments.json, tier prod)",
        'Pulumi.prod.yaml: network.zones[2]: "eu-central-1b" is listed twice',
    ]


def test_every_pool_can_run_the_images_of_its_planes() -> None:
    """A node boots whatever its processor is, and then no pod of ours starts on it; other planes' images are no
    matter."""
    graviton: dict[str, object] = {"nodePools.execution.instanceTypes": ["m7g.large"]}

    assert problems("prod", graviton) == [
        (
            'Pulumi.prod.yaml: nodePools.execution.instanceTypes[0]: "m7g.large" is arm64, '
            "the image of execution-plane is built for amd64"
        )
    ]
    assert problems("prod", {**graviton, "workloads.1.architectures": ["amd64", "arm64"]}) == []

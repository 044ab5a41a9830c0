"""The repository's own stacks: the table of the environments, and what their files leave to the registry."""

import re

import pytest
import yaml

from domain.stack_name import account_stack, stack_file
from domain.state_store import secrets_provider
from settings.files import DIRECTORY, read_config
from settings.model import FoundationPlan, Settings
from settings.registry import read_registry
from tests.settings.configuration import NOW, PROBES, SHA, configuration, contract, problems, resolved
from tests.settings.registries import one_account

# The owner's table, one column a row: nodes, class, multi-AZ, backup days, deletion protection, Object Lock,
# evidence days, control-plane and execution-plane replicas. Of staging's three to five nodes it has four at least:
# each of two pools keeps two.
TABLE = [
    ("dev", (2, 2), "db.t4g.medium", False, 7, False, "off", 7, (1, 1)),
    ("staging", (4, 5), "db.t4g.large", True, 14, False, "GOVERNANCE", 365, (3, 4)),
    ("prod", (4, 8), "db.t4g.large", True, 30, True, "COMPLIANCE", 1095, (3, 4)),
]


def _foundation(settings: Settings) -> FoundationPlan:
    assert settings.foundation is not None
    return settings.foundation


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_stacks_are_sized_as_the_table_says(row: tuple[object, ...]) -> None:
    """Each of the three stacks has the numbers of the owner's table."""
    settings = resolved(str(row[0]))
    pools = _foundation(settings).node_pools.values()
    database, evidence = settings.database, settings.evidence

    assert row == (
        settings.environment.name,
        (sum(pool.minimum for pool in pools), sum(pool.maximum for pool in pools)),
        database.instance_class,
        database.multi_az,
        database.backup_days,
        database.deletion_protection,
        evidence.object_lock,
        evidence.retention_days,
        tuple(workload.scaling.minimum for workload in settings.workloads),
    )


def test_networks_of_the_stacks_do_not_overlap() -> None:
    """Any two environments can be peered one day."""
    blocks = [_foundation(resolved(stack)).network.cidr for stack in read_registry().stacks]

    assert not any(first.overlaps(second) for first in blocks for second in blocks if first is not second)


def test_each_stack_names_the_key_of_its_own_secrets() -> None:
    """Without it Pulumi asks for a passphrase, and a pipeline has nobody to answer."""
    accounts = [account_stack(account) for account in read_registry().accounts]
    for stack in (*read_registry().stacks, *accounts):
        content = yaml.safe_load((DIRECTORY / stack_file(stack)).read_text(encoding="utf-8"))
        assert content["secretsprovider"] == secrets_provider(stack, resolved("dev").region, resolved("dev").records_id)


def test_names_of_the_stacks_differ() -> None:
    """No environment answers under another one's names, and only prod has the bare domain."""
    domains = {stack: resolved(stack).domains for stack in (*read_registry().stacks, "review-7")}

    assert {stack: each.public_domain for stack, each in domains.items()} == {
        "dev": "x-dev.portarium.example",
        "staging": "x-staging.portarium.example",
        "prod": "portarium.example",
        "review-7": "x-review-7.portarium.example",
    }
    assert domains["review-7"].internal_domain == "portarium.example"


def test_promotion_goes_through_the_environments_in_order() -> None:
    """Each stack knows whom it takes a SHA from and how many people approve."""
    promotions = [resolved(stack).environment.promotion for stack in read_registry().stacks]

    assert [(promotion.source, promotion.approvals) for promotion in promotions] == [
        (None, 0),
        ("dev", 1),
        ("staging", 2),
    ]


def test_execution_plane_has_nodes_of_its_own() -> None:
    """In every stack the pool of the execution plane serves nothing else and carries its taint."""
    for stack in read_registry().stacks:
        pools = _foundation(resolved(stack)).node_pools
        serving = [pool for pool in pools.values() if "execution" in pool.serves]

        assert [pool.serves for pool in serving] == [("execution",)]
        assert [(taint.key, taint.value, taint.effect) for taint in serving[0].node_taints] == [
            ("portarium.io/plane", "execution", "NoSchedule")
        ]


def test_review_stack_needs_its_sha_only() -> None:
    """A pull request's environment runs on dev's cluster, small, and leaves nothing behind."""
    settings = resolved("review-12")

    given = {"portarium:imageSha", "portarium:workloads"}
    assert set(configuration("review-12")) - set(read_config("review-0")) == given
    assert settings.foundation is None
    assert settings.shared_with == "dev"
    assert settings.environment.promotion.source is None
    assert not settings.environment.protect
    assert not settings.database.final_snapshot
    assert settings.evidence.object_lock == "off"
    assert [workload.image_name for workload in settings.workloads] == ["control-plane", "worker"]


def test_review_stack_may_exceed_the_registry() -> None:
    """A setting of the stack's own replaces the registry's."""
    own = {"instanceClass": "db.t4g.large", "backupDays": 9}

    settings = resolved("review-12", {"topology": "shared", "database": own})

    assert (settings.database.instance_class, settings.database.backup_days) == ("db.t4g.large", 9)


def test_network_comes_from_the_registry_when_left_out() -> None:
    """The address plan gives the block, the tier the zones and the gateways."""
    network = _foundation(resolved("prod", {"network": {}})).network

    assert network.cidr == "10.48.0.0/16"
    assert network.zones == ("eu-central-1a", "eu-central-1b", "eu-central-1c")
    assert network.nat_per_zone


def test_workload_without_scaling_has_what_its_tier_demands() -> None:
    """One more component is one entry: the tier decides its replicas until a stack does."""
    extra = {
        "name": "adapters",
        "plane": "execution",
        "architectures": ["amd64"],
        "port": 8080,
        "probes": PROBES,
        "user": 1000,
        "requests": {"cpu": "100m", "memory": "128Mi"},
        "limits": {"cpu": "200m", "memory": "256Mi"},
    }
    workloads = [*contract(), extra]

    settings = resolved("prod", {"workloads": workloads})

    assert [workload.scaling.replicas for workload in settings.workloads if workload.name == "adapters"] == [4]
    assert settings.image("adapters") == f"ghcr.io/portarium/portarium-adapters:{SHA}"


def test_expired_break_glass_is_left_out() -> None:
    """A grant that has expired is gone from the settings, one that holds is in them."""
    expired = {"grantedAt": "2026-11-20T12:00:00Z", "expiresAt": "2026-11-21T12:00:00Z"}
    holding = {"grantedAt": "2026-11-21T12:00:00Z", "expiresAt": "2026-11-21T12:00:01Z"}
    grants = [
        {"principal": "late", "incident": "INC-1", **expired},
        {"principal": "held", "incident": "INC-2", **holding},
    ]

    settings = resolved("prod", {"access.breakGlass": grants})

    assert NOW.isoformat() == "2026-11-21T12:00:00+00:00"
    assert [grant.principal for grant in settings.access.break_glass] == ["held"]


def test_review_environments_run_on_devs_cluster_only() -> None:
    """Only the owner of the cluster makes room for them."""
    assert [stack for stack in read_registry().stacks if resolved(stack).environment.hosts_reviews] == ["dev"]


def test_what_all_environments_share_is_the_same_in_each() -> None:
    """The hosts of the execution plane, the repository, the images and their workloads; sizes are a stack's own."""
    stacks = {stack: resolved(stack) for stack in (*read_registry().stacks, "review-7")}
    shared = {
        (each.egress.allowed_hosts, each.github.repository, each.images, each.domains.base_domain)
        for each in stacks.values()
    }

    assert len(shared) == 1
    assert {stack: each.egress.replicas for stack, each in stacks.items()} == {
        "dev": 1,
        "staging": 2,
        "prod": 2,
        "review-7": 1,
    }


def test_rollout_may_take_as_long_as_a_stack_says() -> None:
    """Five minutes without progress are a failure, unless the stack gives its rollouts more or less."""
    assert resolved("prod").rollout_seconds == 300
    assert resolved("prod", {"rolloutSeconds": 30}).rollout_seconds == 30


@pytest.mark.parametrize("stack", read_registry().stacks)
def test_stack_file_is_written_the_way_pulumi_writes_it(stack: str) -> None:
    """`pulumi config set imageSha` rewrites the file, and a promotion should change one line of it."""
    text = (DIRECTORY / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")

    assert not re.search(r"\{ | \}|\[ | \]|\n\n|[ \t]+\n", text)
    assert re.search(r'\n  portarium:imageSha: "[0-9a-f]{40}"\n', text)


def test_settings_never_change() -> None:
    """Nobody downstream can edit what was checked."""
    settings = resolved("dev")

    with pytest.raises(ValueError, match="frozen"):
        settings.database.multi_az = True  # pyright: ignore[reportAttributeAccessIssue]


def test_stacks_can_share_a_cluster() -> None:
    """An environment of the registry can run on another one's cluster, without a foundation of its own."""
    foundation = ("network", "cluster", "nodePools", "alarms", "budget", "access")
    changes: dict[str, object] = {**dict.fromkeys(foundation), "topology": "shared", "sharedWith": "prod"}

    settings = resolved("staging", changes, one_account())

    assert settings.foundation is None
    assert settings.shared_with == "prod"
    # Whoever delivers staging has no right in another account.
    assert "Pulumi.staging.yaml: sharedWith: prod lies in the account prod, this one in staging" in problems(
        "staging", changes
    )

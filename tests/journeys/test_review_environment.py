"""A review environment comes with nothing but an image SHA, lives on dev's cluster, and goes without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.cluster_objects import objects_of
from tests.journeys.inventory import names_in_aws
from tests.journeys.releases import resources, set_image, up

STACK, CLUSTER = "review-123", "portarium-dev"
SHA = "123" * 13 + "1"
PLANES = {"env": "500m", "data": "500m", "apps": "2", "execution": "2", "egress": "500m"}
"""The namespaces of a review environment, with the processor that the registry allows each."""

FOUNDATIONS = frozenset(
    {
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:eks/accessEntry:AccessEntry",
        "aws:eks/cluster:Cluster",
        "aws:eks/nodeGroup:NodeGroup",
        "aws:kms/key:Key",
        "aws:route53/zone:Zone",
    }
)

GUARDS = ("LimitRange", "NetworkPolicy", "ResourceQuota", "RoleBinding")
PODS = ("Deployment", "Job")
RIGHTS_OF_PODS = {"database-rotation-binding", "secrets-rotation-binding", "secrets-rotation-data-binding"}
"""What jobs of ours may do: they come with the jobs, and guard nobody."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What dev's cluster and the account held before the review environment came."""

    objects: dict[str, str]
    account: list[str]


def account_of(sandbox: Session) -> list[str]:
    """Return everything in the account, and what a review adds to things of dev or may leave of its own."""
    ec2, rds = sandbox.boto3("ec2"), sandbox.boto3("rds")
    identities = sandbox.boto3("eks").list_pod_identity_associations(clusterName=CLUSTER)["associations"]
    return [
        *names_in_aws(sandbox),
        *sorted(group["GroupId"] for group in ec2.describe_security_groups()["SecurityGroups"]),
        *sorted(rule["SecurityGroupRuleId"] for rule in ec2.describe_security_group_rules()["SecurityGroupRules"]),
        *sorted(snapshot["DBSnapshotArn"] for snapshot in rds.describe_db_snapshots()["DBSnapshots"]),
        *sorted(identity["associationArn"] for identity in identities),
    ]


@pytest.fixture(scope="module")
def before(sandbox: Session, dev: PulumiResult) -> Before:
    """Look at dev's cluster and at the account."""
    return Before(objects=objects_of(sandbox.kubernetes(CLUSTER)), account=account_of(sandbox))


@pytest.fixture(scope="module")
def review(sandbox: Session, before: Before) -> Iterator[PulumiResult]:
    """The `up` of a review environment; afterwards its stack and its file are gone, whatever happened."""
    made = sandbox.pulumi("stack", "init", STACK)
    assert made.exit_code == 0, made.explain()
    set_image(sandbox, STACK, SHA)
    yield up(sandbox, STACK)
    sandbox.pulumi("destroy", "-s", STACK, "--yes", "--skip-preview")
    sandbox.pulumi("stack", "rm", STACK, "--yes", "--force")
    (sandbox.project.folder / f"Pulumi.{STACK}.yaml").unlink(missing_ok=True)


def test_it_needs_an_image_and_nothing_else(sandbox: Session, review: PulumiResult) -> None:
    """Its settings file holds one key, and its outputs name what runs."""
    text = (sandbox.project.folder / f"Pulumi.{STACK}.yaml").read_text(encoding="utf-8")
    assert text.count("portarium:") == text.count("portarium:imageSha") == 1
    outputs = sandbox.outputs(STACK)
    assert (outputs["environment"], outputs["clusterName"], outputs["release"]["imageSha"]) == (STACK, CLUSTER, SHA)


def test_it_builds_data_and_apps_alone(sandbox: Session, review: PulumiResult) -> None:
    """No network, cluster, node, key or zone of its own: these are dev's."""
    types = {resource["type"] for resource in resources(sandbox, STACK)}
    assert types & FOUNDATIONS == set()
    assert {"aws:rds/instance:Instance", "aws:s3/bucket:Bucket", "kubernetes:apps/v1:Deployment"} <= types


@pytest.mark.parametrize("plane", PLANES)
def test_its_namespaces_are_its_own_and_bounded(sandbox: Session, review: PulumiResult, plane: str) -> None:
    """Each namespace has the quota that the registry gives to reviews, so that one can't starve dev."""
    cluster = sandbox.kubernetes(CLUSTER)
    labels = cluster.get(f"/api/v1/namespaces/{plane}-{STACK}")["metadata"]["labels"]
    assert labels["portarium.io/environment"] == STACK
    quota = cluster.get(f"/api/v1/namespaces/{plane}-{STACK}/resourcequotas/quota")
    assert quota["spec"]["hard"]["requests.cpu"] == PLANES[plane]


def test_dev_is_not_disturbed(sandbox: Session, review: PulumiResult, before: Before) -> None:
    """All that was there is still there and the same; what came is in the review's namespaces or bears its name."""
    now = objects_of(sandbox.kubernetes(CLUSTER))
    assert {name: now.get(name) for name in before.objects} == before.objects
    assert [name for name in now if name not in before.objects and STACK not in name] == []
    assert set(before.account) <= set(account_of(sandbox))
    untouched = sandbox.pulumi("preview", "-s", "dev", "--expect-no-changes")
    assert untouched.exit_code == 0, untouched.explain()


@pytest.fixture(scope="module")
def gone(sandbox: Session, review: PulumiResult) -> PulumiResult:
    """The `destroy` of the review environment."""
    result = sandbox.pulumi("destroy", "-s", STACK, "--yes", "--skip-preview")
    assert result.exit_code == 0, result.explain()
    return result


def test_it_goes_without_a_trace(sandbox: Session, before: Before, gone: PulumiResult) -> None:
    """After `destroy` the account and the cluster hold exactly what they held before."""
    assert resources(sandbox, STACK) == []
    assert account_of(sandbox) == before.account
    assert objects_of(sandbox.kubernetes(CLUSTER)) == before.objects


def test_guards_are_up_before_the_pods_and_stay_until_after_them(review: PulumiResult, gone: PulumiResult) -> None:
    """Quotas, limits, traffic and access policies are finished before a pod is made, and go when all pods are gone."""
    made = [(moment, kind) for moment, kind in steps(review) if kind in {*GUARDS, *PODS}]
    first_pod = made.index(next((moment, kind) for moment, kind in made if kind in PODS))
    assert [step for step in made[first_pod:] if step[1] in GUARDS] == []
    assert {kind for _, kind in made} == {*GUARDS, *PODS}
    removed = [(moment, kind) for moment, kind in steps(gone) if kind in {*GUARDS, *PODS}]
    first_guard = removed.index(next((moment, kind) for moment, kind in removed if kind in GUARDS))
    assert [step for step in removed[first_guard:] if step[1] in PODS] == []


def steps(result: PulumiResult) -> list[tuple[str, str]]:
    """Return each step's begin and end with the kind of the object, in the order in which they happened.

    Without the bindings that are a pod's own.
    """
    found: list[tuple[str, str]] = []
    for event in result.events:
        for moment, key in (("begins", "resourcePreEvent"), ("ends", "resOutputsEvent")):
            metadata = event.get(key, {}).get("metadata", {})
            if metadata.get("op") in {"create", "delete"} and metadata["urn"].rsplit("::", 1)[-1] not in RIGHTS_OF_PODS:
                found.append((moment, metadata["type"].rsplit(":", 1)[-1]))
    return found

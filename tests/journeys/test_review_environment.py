"""A review environment comes with nothing but an image SHA, lives on dev's cluster, and goes without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sandbox.session import PulumiResult, Session
from tests.journeys.inventory import account_of, objects_of
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


@dataclass(frozen=True, kw_only=True)
class Before:
    """What dev's cluster and the account held before the review environment came."""

    objects: dict[str, str]
    account: set[str]


@pytest.fixture(scope="module")
def before(sandbox: Session, dev: PulumiResult) -> Before:
    """Look at dev's cluster and at the account."""
    return Before(objects=objects_of(sandbox.kubernetes(CLUSTER)), account=account_of(sandbox, CLUSTER))


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
    # A service's address is the one object that is named by neither its namespace nor its owner.
    came = [name for name in now if name not in before.objects and not name.startswith("ipaddresses ")]
    assert [name for name in came if STACK not in name] == []
    assert before.account <= account_of(sandbox, CLUSTER)
    untouched = sandbox.pulumi("preview", "-s", "dev", "--expect-no-changes")
    assert untouched.exit_code == 0, untouched.explain()


def test_it_goes_without_a_trace(sandbox: Session, review: PulumiResult, before: Before) -> None:
    """After `destroy` the account and the cluster hold exactly what they held before."""
    gone = sandbox.pulumi("destroy", "-s", STACK, "--yes", "--skip-preview")
    assert gone.exit_code == 0, gone.explain()
    assert resources(sandbox, STACK) == []
    assert account_of(sandbox, CLUSTER) == before.account
    assert objects_of(sandbox.kubernetes(CLUSTER)) == before.objects

"""The operator reads the secrets of its cluster's environments, for stores of a namespace, and nobody else is asked."""

import json
from functools import cache

import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.labels import COMPONENT, MANAGED_BY
from components.kubernetes.traffic import Addresses
from components.kubernetes.workload import Placement
from components.platform.external_secrets import (
    ExternalSecrets,
    ExternalSecretsArgs,
    external_secrets_flows,
)
from domain.addresses import KUBERNETES_API, POD_IDENTITY_AGENT
from portarium_sandbox.iam.decision import allows
from tests.components.platform.charts import SOME_CHART
from tests.recording import ACCOUNT_ID, REGION, Recording, record

_RELEASE = "kubernetes:helm.sh/v3:Release"
_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/secrets"
_SECRETS = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:portarium"


@cache
def _recorded(replicas: int = 1) -> Recording:
    def program() -> object:
        return ExternalSecrets(
            "secrets",
            ExternalSecretsArgs(
                chart=SOME_CHART,
                environment="dev",
                readable=["dev", "review-*"],
                region=REGION,
                account_id=ACCOUNT_ID,
                cluster_name="portarium-dev",
                cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
                key_arn=_KEY,
                namespace="system",
                replicas=replicas,
                placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
                permissions_boundary="boundary",
                cluster=core.Namespace("cluster"),
            ),
        ).release

    return record(program)


def _may(action: str, resource: str, via: str = f"secretsmanager.{REGION}.amazonaws.com") -> bool:
    policy = json.loads(_recorded().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    return allows([policy], action, resource, context={"kms:ViaService": via})


@pytest.mark.parametrize(
    ("secret", "read"),
    [
        ("dev/database/control-plane-a1b2c3", True),
        ("review-7/gateway/bearer-token-a1b2c3", True),
        ("prod/database/control-plane-a1b2c3", False),
        ("development/database/control-plane-a1b2c3", False),
        ("dev/vault/authority-a1b2c3", True),
        ("dev/vault/recovery-a1b2c3", False),
    ],
)
def test_it_reads_the_secrets_of_the_environments_on_its_cluster(secret: str, read: bool) -> None:
    """Several may lie in one account, told apart by names; what opens all of Vault is read for nobody."""
    assert _may("secretsmanager:GetSecretValue", f"{_SECRETS}/{secret}") is read


@pytest.mark.parametrize(
    "action", ["secretsmanager:PutSecretValue", "secretsmanager:DeleteSecret", "secretsmanager:UpdateSecret"]
)
def test_it_writes_none(action: str) -> None:
    """A copy that could write back would let a namespace change what others read."""
    assert not _may(action, f"{_SECRETS}/dev/database/control-plane-a1b2c3")


def test_the_key_opens_through_secrets_manager_alone() -> None:
    """It is the key of the secrets, and of nothing that the operator is to open by itself."""
    assert _may("kms:Decrypt", _KEY)
    assert not _may("kms:Decrypt", _KEY, via=f"rds.{REGION}.amazonaws.com")
    assert not _may("kms:Decrypt", f"{_KEY}-of-others")


def test_its_pods_start_with_their_identity() -> None:
    """A pod that is older than its association has no identity until it is started again."""
    recording = _recorded()
    association = recording.one("aws:eks/podIdentityAssociation:PodIdentityAssociation")
    release = recording.one(_RELEASE)
    assert association.urn in release.depends_on
    assert association.inputs["serviceAccount"] == release.inputs["values"]["serviceAccount"]["name"]
    assert association.inputs["namespace"] == release.inputs["namespace"]


def test_nobody_asks_for_another_namespaces_secrets() -> None:
    """Stores of the whole cluster, and what writes secrets or tokens, are neither served nor known."""
    values = _recorded().one(_RELEASE).inputs["values"]
    wide = ("ClusterExternalSecret", "ClusterPushSecret", "ClusterGenerator", "PushSecret")
    assert not any(values[f"process{kind}"] for kind in (*wide, "ClusterStore"))
    assert not any(values["crds"][f"create{kind}"] for kind in (*wide, "ClusterSecretStore"))
    assert values["rbac"]["serviceAccountTokenCreate"] is False


def test_no_role_of_people_grows_by_its_kinds() -> None:
    """Who may ask for a secret reads it: the chart would let whoever edits a namespace do so."""
    rights = _recorded().one(_RELEASE).inputs["values"]["rbac"]
    assert not any(rights[f"aggregateTo{role}"] for role in ("View", "Edit", "Admin"))


def test_one_of_several_works() -> None:
    """Two that write the same secret would undo each other."""
    assert _recorded(1).one(_RELEASE).inputs["values"]["leaderElect"] is False
    several = _recorded(2).one(_RELEASE).inputs["values"]
    assert several["leaderElect"] is True
    assert several["podDisruptionBudget"] == {"enabled": True, "minAvailable": 1}


def test_the_chart_is_pinned_and_taken_back_where_it_fails() -> None:
    """The same version everywhere, and no half release that the next attempt would meet."""
    release = _recorded().one(_RELEASE).inputs
    assert (release["chart"], release["version"], release["atomic"]) == (SOME_CHART.name, SOME_CHART.version, True)
    assert release["repositoryOpts"]["repo"] == SOME_CHART.repository


def test_no_label_of_its_pods_is_given_twice() -> None:
    """The chart writes its own beside these into one map, and a key that is there twice is refused."""
    labels = _recorded().one(_RELEASE).inputs["values"]["podLabels"]
    assert {COMPONENT, MANAGED_BY, "app.kubernetes.io/version", "app.kubernetes.io/instance"}.isdisjoint(labels)


def test_its_ways_are_those_to_kubernetes_and_to_aws() -> None:
    """To the internet it has none."""
    flows = external_secrets_flows(("10.16.96.0/24",))
    reached = {
        (block, port)
        for flow in flows
        if isinstance(flow.destination, Addresses)
        for block in (flow.destination.blocks if isinstance(flow.destination.blocks, tuple) else ())
        for port in flow.ports
    }
    assert reached == {(KUBERNETES_API, 443), ("10.16.96.0/24", 443), (POD_IDENTITY_AGENT, 80)}

"""Vault's pods may seal themselves and nothing else, and its certificates have every name that it is asked by."""

import json
from functools import cache

import pytest

from components.platform.installation import Installation
from components.platform.vault import Vault, VaultArgs, injector_names, server_names
from domain.vault import active_address, server_address
from portarium_sandbox.iam.decision import allows
from settings.charts import chart
from tests.components.platform.vault_charts import vault_of
from tests.recording import ACCOUNT_ID, REGION, Recording, record

_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/unseal"
_CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"
_APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application"


@cache
def _recorded() -> Recording:
    def program() -> object:
        return Vault(
            "vault",
            VaultArgs(
                chart=chart("vault"),
                values=vault_of("prod"),
                installation=Installation(project="platform", namespace="system", wave=1, wait_seconds=900),
                account_id=ACCOUNT_ID,
                cluster_name="portarium-prod",
                cluster_arn=f"arn:aws:eks:{REGION}:{ACCOUNT_ID}:cluster/portarium-prod",
                key_arn=_KEY,
                permissions_boundary="arn:aws:iam::123456789012:policy/boundary",
            ),
        ).synced

    return record(program)


@pytest.mark.parametrize("action", ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"])
def test_its_pods_seal_and_unseal_themselves(action: str) -> None:
    """With one key, and with no other."""
    policy = json.loads(_recorded().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert allows([policy], action, _KEY)
    assert not allows([policy], action, _KEY.replace("unseal", "database"))


@pytest.mark.parametrize("action", ["kms:ScheduleKeyDeletion", "kms:GenerateDataKey", "s3:PutObject"])
def test_they_do_nothing_else_in_aws(action: str) -> None:
    """Snapshots are taken by a job with an identity of its own."""
    policy = json.loads(_recorded().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert not allows([policy], action, _KEY if action.startswith("kms") else "arn:aws:s3:::portarium-prod-x/y")


def test_its_role_is_the_one_that_the_key_opens_to() -> None:
    """The key's policy was written before the role, by its name."""
    assert _recorded().one("aws:iam/role:Role").inputs["name"] == "portarium-prod-system-vault"


def test_neither_starts_without_its_certificate_or_its_identity() -> None:
    """A pod that is early stays sealed until somebody restarts it."""
    application = _recorded().one(_APPLICATION)
    certificates = _recorded().all(_CERTIFICATE)
    assert {each.urn for each in certificates} <= set(application.depends_on)
    assert _recorded().one("aws:eks/podIdentityAssociation:PodIdentityAssociation").urn in application.depends_on
    assert {each.inputs["metadata"]["annotations"]["pulumi.com/waitFor"] for each in certificates} == {
        "condition=Ready"
    }


@pytest.mark.parametrize("address", [active_address("system"), *(server_address("system", n) for n in range(3))])
def test_its_certificate_has_every_name_that_it_is_asked_by(address: str) -> None:
    """Nobody turns the check off."""
    assert address.removeprefix("https://").removesuffix(":8200") in server_names(vault_of("prod"))


def test_the_injector_is_asked_by_its_service() -> None:
    """The API server calls `<service>.<namespace>.svc`, as the chart calls the service."""
    assert "vault-agent-injector-svc.system.svc" in injector_names("system")


def test_only_the_authority_of_the_webhook_may_differ() -> None:
    """cert-manager writes it after the chart has been installed."""
    [ignored] = _recorded().one(_APPLICATION).inputs["spec"]["ignoreDifferences"]
    assert ignored["kind"] == "MutatingWebhookConfiguration"
    assert ignored["jqPathExpressions"] == [".webhooks[]?.clientConfig.caBundle"]

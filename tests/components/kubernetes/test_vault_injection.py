"""A pod that reads from Vault has what the injector asks for, and no other pod has any of it."""

from dataclasses import replace
from typing import Any

import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.pod_template import pod_template
from components.kubernetes.vault_injection import VaultAccess
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.components.kubernetes.subjects import API
from tests.recording import record

_ACCESS = VaultAccess(role="portarium-dev-control", files={"signing": "dev/control/api/signing"})
_AGENT = "vault.hashicorp.com/"


def _rendered(access: VaultAccess | None = _ACCESS, *, runs_once: bool = False) -> dict[str, Any]:
    def program() -> object:
        template = pod_template(
            replace(API, vault=access),
            service_account="api",
            node_labels={},
            tolerations=(),
            files=None,
            runs_once=runs_once,
        )
        return core.PodTemplate("pod", template=template).id

    return record(program).one("kubernetes:core/v1:PodTemplate").inputs["template"]


def _agent(template: dict[str, Any]) -> dict[str, str]:
    annotations = template["metadata"].get("annotations", {})
    return {name.removeprefix(_AGENT): value for name, value in annotations.items() if name.startswith(_AGENT)}


@pytest.mark.parametrize("runs_once", [False, True], ids=["service", "job"])
def test_a_pod_without_a_role_has_no_agent_no_token_and_no_way(runs_once: bool) -> None:
    """The label is what the way to Vault is opened by."""
    template = _rendered(None, runs_once=runs_once)
    assert _agent(template) == {}
    assert "portarium.io/reads-from" not in template["metadata"]["labels"]
    assert not [volume for volume in template["spec"]["volumes"] if "projected" in volume]


def test_the_agent_signs_in_with_a_token_for_vault_alone() -> None:
    """It is named, because the first one that is found may be that of AWS."""
    template = _rendered()
    [volume] = [each for each in template["spec"]["volumes"] if "projected" in each]
    [source] = volume["projected"]["sources"]
    assert _agent(template)["agent-service-account-token-volume-name"] == volume["name"]
    assert source["serviceAccountToken"] == {"audience": "vault", "expirationSeconds": 3600, "path": "token"}
    assert template["spec"]["automountServiceAccountToken"] is False


def test_the_container_itself_gets_no_token() -> None:
    """What runs in it can't sign in to Vault, and so reads no more than its files."""
    template = _rendered()
    [volume] = [each["name"] for each in template["spec"]["volumes"] if "projected" in each]
    [container] = template["spec"]["containers"]
    assert volume not in [mount["name"] for mount in container["volumeMounts"]]


def test_the_injector_is_asked_about_it() -> None:
    """By the label that the webhook and the ways select."""
    assert _rendered()["metadata"]["labels"]["portarium.io/reads-from"] == "vault"


def test_a_file_is_json_of_the_secret_itself() -> None:
    """Not of its versions, and not a map as Go prints it."""
    agent = _agent(_rendered())
    assert agent["agent-inject-secret-signing"] == "portarium/data/dev/control/api/signing"
    template = agent["agent-inject-template-signing"]
    assert template == '{{ with secret "portarium/data/dev/control/api/signing" }}{{ .Data.data | toJSON }}{{ end }}'


def test_the_server_is_verified() -> None:
    """By the authority of the platform, in a secret of the pod's namespace."""
    agent = _agent(_rendered())
    assert (agent["tls-secret"], agent["ca-cert"]) == ("vault-authority", "/vault/tls/ca.crt")
    assert "tls-skip-verify" not in agent


def test_a_job_ends_when_its_container_does() -> None:
    """An agent beside it would run on."""
    assert _agent(_rendered(runs_once=True))["agent-pre-populate-only"] == "true"
    assert "agent-pre-populate-only" not in _agent(_rendered())


def test_the_agent_writes_as_whoever_reads() -> None:
    """Files of another user could not be read."""
    template = _rendered()
    user = int(template["spec"]["securityContext"]["runAsUser"])
    assert (_agent(template)["agent-run-as-user"], _agent(template)["agent-run-as-group"]) == (str(user), str(user))


def test_it_is_as_restricted_as_any_pod() -> None:
    """A projected token is nothing that the standard refuses."""
    assert restricted_violations(_rendered()["spec"]) == []


def test_metrics_are_still_found() -> None:
    """The annotations of the scraper stand beside those of the agent."""
    assert _rendered()["metadata"]["annotations"]["prometheus.io/scrape"] == "true"

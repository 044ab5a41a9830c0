"""People at the door: from an IAM role, by `aws eks get-token`, to what the API server lets them do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.people import FORBIDDEN, UNAUTHORIZED, make_stranger, sign_in, workflow

CLUSTER = "portarium-dev"
PODS, SECRETS = "/api/v1/namespaces/apps-dev/pods", "/api/v1/namespaces/apps-dev/secrets"
BINDINGS = "/apis/rbac.authorization.k8s.io/v1/namespaces/apps-dev/rolebindings"
ON_CALL = "portarium-on-call"


def refusal(person: KubernetesClient, path: str, method: str = "GET") -> int:
    """Return the status code with which a person is sent away."""
    with pytest.raises(ApiError) as refused:
        person.request(method, path)
    return refused.value.code


def names_in(person: KubernetesClient, path: str) -> list[str]:
    """Return the names of the objects at a path."""
    return [entry["metadata"]["name"] for entry in person.get(path)["items"]]


@pytest.mark.parametrize("role", ["portarium-read-only", "portarium-app-team", "portarium-platform-engineer"])
def test_people_see_the_pods_and_no_secret(sandbox: Session, dev: PulumiResult, role: str) -> None:
    """The holders of the standing policies list the pods; secrets, the nodes and other namespaces are refused."""
    person = sign_in(sandbox, role, CLUSTER)
    names = {pod["metadata"]["labels"]["app.kubernetes.io/name"] for pod in person.get(PODS)["items"]}
    assert names == {"control-plane"}
    for closed in (SECRETS, "/api/v1/nodes", "/api/v1/namespaces/kube-system/pods"):
        assert refusal(person, closed) == FORBIDDEN, closed


def test_the_app_team_restarts_a_pod_and_it_comes_back(sandbox: Session, dev: PulumiResult) -> None:
    """What is declared stays: the deleted pod has a successor, which the Deployment controller makes."""
    person = sign_in(sandbox, "portarium-app-team", CLUSTER)
    path = "/api/v1/namespaces/execution-dev/pods"
    [pod] = person.get(path)["items"]
    person.delete(f"{path}/{pod['metadata']['name']}")
    name = eventually(
        lambda: next((other for other in names_in(person, path) if other != pod["metadata"]["name"]), None)
    )
    assert refusal(sign_in(sandbox, "portarium-read-only", CLUSTER), f"{path}/{name}", "DELETE") == FORBIDDEN


def test_a_stranger_does_not_get_in(sandbox: Session, dev: PulumiResult) -> None:
    """A role of the same account without an access entry is nobody, and so is one who is on call without a grant."""
    make_stranger(sandbox, "stranger", "dev")
    assert refusal(sign_in(sandbox, "stranger", CLUSTER), PODS) == UNAUTHORIZED
    assert refusal(sign_in(sandbox, ON_CALL, CLUSTER), PODS) == UNAUTHORIZED


def test_the_pipeline_deploys_and_previews(sandbox: Session, dev: PulumiResult) -> None:
    """The deploy role does everything in the cluster; the preview role looks, and sees no secret."""
    assert "items" in workflow(sandbox, "dev", "deploy").get("/api/v1/secrets")
    reader = workflow(sandbox, "dev", "preview")
    assert reader.get(PODS)["items"]
    assert refusal(reader, SECRETS) == FORBIDDEN
    assert refusal(reader, PODS, "DELETE") == FORBIDDEN
    assert reader.get(f"{BINDINGS}/access-read-only")["roleRef"]["name"] == "portarium:dev:read-only"
    assert refusal(reader, BINDINGS) == FORBIDDEN
    assert refusal(reader, f"{BINDINGS}/access-read-only", "DELETE") == FORBIDDEN


@pytest.fixture
def stack_file(sandbox: Session, dev: PulumiResult, tmp_path: Path) -> Iterator[Path]:
    """A copy of dev's settings to write a grant into; afterwards dev is as its own file says."""
    own = sandbox.project.folder / "Pulumi.dev.yaml"
    copy = tmp_path / "Pulumi.dev.yaml"
    copy.write_bytes(own.read_bytes())
    yield copy
    result = sandbox.pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    assert result.exit_code == 0, result.explain()


def emergency(since: datetime, hours: float, *, incident: str = "INC-4711") -> dict[str, str]:
    """Return a break-glass grant for who is on call."""
    moment = "%Y-%m-%dT%H:%M:%SZ"
    return {
        "principal": ON_CALL,
        "incident": incident,
        "grantedAt": since.strftime(moment),
        "expiresAt": (since + timedelta(hours=hours)).strftime(moment),
    }


def grant(stack_file: Path, *grants: dict[str, str]) -> None:
    """Write break-glass grants into a settings file."""
    content: dict[str, Any] = yaml.safe_load(stack_file.read_text(encoding="utf-8"))
    content["config"]["portarium:access"]["breakGlass"] = list(grants)
    stack_file.write_text(yaml.safe_dump(content), encoding="utf-8")


def up(sandbox: Session, stack_file: Path) -> PulumiResult:
    """Run `up` with the settings of a file."""
    return sandbox.pulumi("up", "-s", "dev", "--yes", "--skip-preview", "--config-file", str(stack_file))


def test_the_glass_is_broken_for_an_hour(sandbox: Session, stack_file: Path) -> None:
    """A grant is one access entry more; its holder does everything inside and nothing outside; expired, it goes."""
    now = datetime.now(UTC)
    grant(stack_file, emergency(now - timedelta(minutes=1), hours=1))
    granted = up(sandbox, stack_file)
    assert granted.exit_code == 0, granted.explain()
    assert {urn.rsplit("::", 1)[-1]: op for urn, op in granted.changed_urns.items()} == {
        f"access-break-glass-{ON_CALL}": "create"
    }
    person = sign_in(sandbox, ON_CALL, CLUSTER)
    assert "items" in person.get(SECRETS)
    note = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "incident-4711"}}
    person.create("/api/v1/namespaces/apps-dev/configmaps", note)
    person.delete("/api/v1/namespaces/apps-dev/configmaps/incident-4711")
    for outside in ("/api/v1/namespaces/kube-system/secrets", "/api/v1/namespaces/system/pods", "/api/v1/nodes"):
        assert refusal(person, outside) == FORBIDDEN, outside

    # Nobody has to remember to take it away: the same grant, two hours later.
    grant(stack_file, emergency(now - timedelta(hours=2), hours=1))
    expired = up(sandbox, stack_file)
    assert expired.exit_code == 0, expired.explain()
    assert {urn.rsplit("::", 1)[-1]: op for urn, op in expired.changed_urns.items()} == {
        f"access-break-glass-{ON_CALL}": "delete"
    }
    assert refusal(sign_in(sandbox, ON_CALL, CLUSTER), PODS) == UNAUTHORIZED


def test_a_bad_grant_is_refused_with_all_that_is_wrong(sandbox: Session, dev: PulumiResult, tmp_path: Path) -> None:
    """A grant over a day and one without a ticket are a line each, and no resource is looked at."""
    copy = tmp_path / "Pulumi.dev.yaml"
    copy.write_bytes((sandbox.project.folder / "Pulumi.dev.yaml").read_bytes())
    now = datetime.now(UTC)
    grant(copy, emergency(now, hours=25), emergency(now, hours=1, incident=""))
    result = up(sandbox, copy)
    assert result.exit_code != 0, result.explain()
    [said] = result.diagnostics
    over, ticket = said.strip().splitlines()
    assert over.startswith("Pulumi.dev.yaml: access.breakGlass[0].expiresAt: "), said
    assert "is over 24 hours after grantedAt" in over
    assert ticket.startswith('Pulumi.dev.yaml: access.breakGlass[1].incident: "" is not an incident ticket'), said
    assert result.changed_urns == {}

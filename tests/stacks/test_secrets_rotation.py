"""The job that renews secrets in whole stacks: by which plan it goes, and what it may restart."""

import json
from typing import Any

import pytest

from domain.component_names import SECRETS_ROTATION
from domain.plan_files import SECRETS_PLAN_FILE
from ops.operations.secrets_plan import SecretsPlan
from stacks.secrets import database_logins
from stacks.secrets_rotation import secrets_plan, secrets_schedule
from tests.recording import Recording
from tests.settings.configuration import WITH_GATEWAY, items, resolved
from tests.stacks.recorded import ENVIRONMENTS, STACKS, build, recorded

_REQUEST = "kubernetes:external-secrets.io/v1:ExternalSecret"
_ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"


def _plan(stack: str) -> SecretsPlan:
    made: Any = recorded(stack).recording.one("kubernetes:core/v1:ConfigMap", "secrets-plan-files").inputs
    return SecretsPlan.model_validate(json.loads(made["data"][SECRETS_PLAN_FILE]))


@pytest.mark.parametrize("stack", STACKS)
def test_every_stacks_plan_is_read(stack: str) -> None:
    """As the command reads it, from the job's file and from the stack's output alike."""
    plan = _plan(stack)
    assert plan == SecretsPlan.model_validate(recorded(stack).outputs["secretsBundle"])
    # Temporal is that of whoever owns the cluster.
    of_temporal = ["database/temporal", "database/temporal-visibility"] if stack in ENVIRONMENTS else []
    of_keycloak = ["database/keycloak"] if stack == "dev" else []
    assert {item.name: item.rotated for item in plan.items} == {
        "openfga/api-token": True,
        "control-plane/metrics-token": True,
        **dict.fromkeys(("database/control-plane", "database/migration", *of_temporal, *of_keycloak), False),
    }
    assert [(mirror.external_secret, mirror.deployment) for mirror in plan.mirrors] == [
        ("control-plane-variables", "control-plane"),
        ("migration-variables", None),
    ]


@pytest.mark.parametrize("stack", STACKS)
def test_it_may_see_and_restart_what_its_plan_names(stack: str) -> None:
    """A mirror that it may not look at would be a job that fails each hour."""
    rights = {
        (role.inputs["metadata"]["namespace"], name, *rule["verbs"])
        for role in recorded(stack).recording.all(_ROLE)
        if role.name.startswith(SECRETS_ROTATION)
        for rule in role.inputs["rules"]
        for name in rule["resourceNames"]
    }
    wanted: set[tuple[str, ...]] = set()
    for mirror in _plan(stack).mirrors:
        verbs = ("get", "patch") if mirror.deployment else ("get",)
        wanted.add((str(mirror.namespace), mirror.external_secret, *verbs))
        if mirror.deployment:
            wanted.add((str(mirror.namespace), mirror.deployment, *verbs))
    assert rights == wanted


def test_what_somebody_else_gives_is_not_made_up() -> None:
    """It is told of, and read by whoever has a variable of it."""
    changes: dict[str, object] = {
        "services.gateway.url": "https://gateway.example.com",
        "secretsBundle.items": WITH_GATEWAY,
    }
    settings = resolved("dev", changes)
    logins = [f"database/{login}" for login in database_logins(settings)]
    names = [*logins, *(str(one.name) for one in settings.secrets_bundle.items)]
    prefix = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portarium/dev"
    secrets = {name: f"{prefix}/{name}-a1" for name in names}
    plan = SecretsPlan.model_validate(secrets_plan(settings, bundle_id="1", log_group="group", secrets=secrets))
    assert {item.name: item.rotated for item in plan.items}["gateway/bearer-token"] is False
    assert "gateway/bearer-token" in plan.mirrors[0].items


def test_environments_rotate_at_minutes_of_their_own() -> None:
    """Three clusters at the same second would be a burst for nothing."""
    minutes = {secrets_schedule(environment).split()[0] for environment in ENVIRONMENTS}
    assert len(minutes) == len(ENVIRONMENTS)


def test_private_images_are_pulled_with_an_item_of_the_bundle() -> None:
    """Each pod of ours names the secret of its namespace; where images are public, none does."""
    changes: dict[str, object] = {
        "images.visibility": "private",
        "secretsBundle.items": items(("registry/pull", "image-pull")),
    }
    recording = build(resolved("dev", changes)).recording
    requests = [one.inputs for one in recording.all(_REQUEST) if one.inputs["metadata"]["name"] == "image-pull"]
    assert {one["spec"]["target"]["template"]["type"] for one in requests} == {"kubernetes.io/dockerconfigjson"}
    planes = {one["metadata"]["namespace"] for one in requests}
    assert planes == {"apps-dev", "data-dev", "egress-dev", "execution-dev", "system"}
    assert _pulled_with(recording) == {"image-pull"}
    assert _pulled_with(recorded("dev").recording) == {""}


def _pulled_with(recording: Recording) -> set[str]:
    """What the pods of our namespaces name; nothing, where they name none."""
    found: set[str] = set()
    for one in recording.resources:
        kind = one.type.rpartition(":")[2]
        if kind not in {"CronJob", "Deployment", "Job"}:
            continue
        # The platform's deployment is the resolver, whose image is AWS's.
        if kind == "Deployment" and not one.inputs["metadata"]["namespace"].endswith("-dev"):
            continue
        maker: dict[str, Any] = one.inputs["spec"]["jobTemplate"]["spec"] if kind == "CronJob" else one.inputs["spec"]
        pod: dict[str, Any] = maker["template"]["spec"]
        found |= {str(secret["name"]) for secret in pod.get("imagePullSecrets", [])} or {""}
    return found

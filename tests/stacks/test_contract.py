"""What the application's contract becomes in whole stacks: its variables, where its secrets are, and its ways."""

from typing import Any

import pytest

from components.platform.external_dns import NAMES_HOSTS
from domain import ports
from domain.container_variables import FOR_DEVELOPMENT, SET_BY_THE_PROGRAM
from domain.platform_services import NAMES
from tests.components.kubernetes.reachability import Pod, reaches
from tests.settings.configuration import contract, resolved
from tests.stacks.recorded import ENVIRONMENTS, REVIEW, STACKS, Build, build, others, recorded

_DEPLOYMENT, _JOB = "kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:Job"
_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def _pod(made: Build, component: str) -> dict[str, Any]:
    return made.recording.one(_DEPLOYMENT, f"{component}-deployment").inputs["spec"]["template"]["spec"]


def _migration(made: Build) -> dict[str, Any]:
    return made.recording.one(_JOB, "migration-job").inputs["spec"]["template"]["spec"]


def _variables(container: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in container["env"]}


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("entry", contract(), ids=lambda entry: entry["name"])
def test_a_workload_is_told_what_it_requires_and_who_it_is(stack: str, entry: dict[str, Any]) -> None:
    """Beside its contract's variables it has the program's own, and none that is for development."""
    (container,) = _pod(recorded(stack), entry["name"])["containers"]
    told = set(_variables(container))

    assert set(entry["required"]) | SET_BY_THE_PROGRAM <= told
    assert told - SET_BY_THE_PROGRAM <= set(entry["variables"])
    assert not told & FOR_DEVELOPMENT


@pytest.mark.parametrize("stack", STACKS)
def test_every_secret_stands_in_the_components_own(stack: str) -> None:
    """Under the name of its variable: the control plane's and the migration's DSN, and the token of the metrics."""
    made = recorded(stack)
    places = {
        (name, place["name"], place["key"])
        for spec in (_pod(made, "control-plane"), _pod(made, "execution-plane"), _migration(made))
        for container in (*spec["containers"], *spec.get("initContainers", ()))
        for name, variable in _variables({"env": container.get("env", [])}).items()
        if (place := variable.get("valueFrom", {}).get("secretKeyRef"))
    }

    assert places == {
        ("PORTARIUM_DATABASE_URL", "control-plane-variables", "PORTARIUM_DATABASE_URL"),
        ("PORTARIUM_METRICS_TOKEN", "control-plane-variables", "PORTARIUM_METRICS_TOKEN"),
        ("DATABASE_URL", "migration-variables", "DATABASE_URL"),
    }


@pytest.mark.parametrize("stack", STACKS)
def test_whoever_uses_the_database_knows_whom_to_believe(stack: str) -> None:
    """The control plane and the migration, and no worker."""
    made = recorded(stack)
    specs = {
        "control": _pod(made, "control-plane"),
        "execution": _pod(made, "execution-plane"),
        "data": _migration(made),
    }
    mounting = {
        plane
        for plane, spec in specs.items()
        for mount in spec["containers"][0]["volumeMounts"]
        if mount["mountPath"] == "/etc/portarium-database"
    }

    assert mounting == {"control", "data"}


@pytest.mark.parametrize("stack", STACKS)
def test_both_planes_wait_for_temporal_at_the_address_that_they_are_told(stack: str) -> None:
    """With their own images: no other of the release is sure to be there."""
    for component in ("control-plane", "execution-plane"):
        spec = _pod(recorded(stack), component)
        (waiting,), (container,) = spec["initContainers"], spec["containers"]
        assert waiting["image"] == container["image"]
        assert ":".join(waiting["args"]) == _variables(container)["PORTARIUM_TEMPORAL_ADDRESS"]["value"]


@pytest.mark.parametrize("stack", STACKS)
def test_the_migration_runs_the_applications_command_line_twice(stack: str) -> None:
    """Its words apart, the tenants behind their flag, both times the same; then it says what is applied."""
    spec = _migration(recorded(stack))
    (told,), (first, _registration, last) = spec["containers"], spec["initContainers"]

    assert last["args"] == ["apply", "--phase", "expand", "--tenants", "workspace-default"]
    assert (first["command"], first["args"], first["image"]) == (last["command"], last["args"], last["image"])
    assert (told["command"], told["args"]) == (last["command"], ["status", "--tenants", "workspace-default"])


def test_environments_of_one_cluster_do_not_share_runs() -> None:
    """A worker of a review environment takes none of its host's."""
    namespaces = {
        _variables(_pod(recorded(stack), component)["containers"][0])["PORTARIUM_TEMPORAL_NAMESPACE"]["value"]
        for stack in ("dev", REVIEW)
        for component in ("control-plane", "execution-plane")
    }

    assert len(namespaces) == 2


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_identity_providers_host_is_the_control_planes_alone(stack: str) -> None:
    """Its keys are asked for by who checks tokens, and by nobody of the execution plane."""
    files = recorded(stack).recording.one("kubernetes:core/v1:ConfigMap", "egress-proxy-workload-files").inputs["data"]
    identity = recorded(stack).settings.identity
    assert identity is not None

    # The keys of a Keycloak of the platform are inside, where no proxy is asked.
    outside = [identity.jwks_uri.host] if identity.jwks_uri.component is None else []
    assert files["control-hosts"].split() == sorted([*outside, *NAMES_HOSTS])
    assert not {identity.jwks_uri.host, *NAMES_HOSTS} & set(files["allowed-hosts"].split())


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_who_comes_to_the_control_planes_hosts(stack: str) -> None:
    """Whoever the proxy's port is open to reaches all of its hosts: the control plane, and external-dns."""
    policies = [each.inputs for each in recorded(stack).recording.all(_POLICY)]

    callers = {
        policy["metadata"]["name"]
        for policy in policies
        for rule in policy["spec"].get("ingress", [])
        for port in rule.get("ports", [])
        if port.get("port") == ports.EGRESS_PROXY_CONTROL
    }
    assert callers == {"control-to-proxy-ingress", f"{NAMES}-to-proxy-ingress"}


def test_one_setting_opens_the_way_to_a_service_and_brings_its_secret() -> None:
    """On both sides of a stack that has its own cluster, to that component and that port."""
    fga = {"url": "http://openfga.system.svc:8080", "storeId": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
    made = build(resolved("staging", {"services.openFga": fga}), stacks=others("staging"))

    def open_to(one: Build, namespace: str) -> bool:
        policies = [policy.inputs for policy in one.recording.all(_POLICY)]
        return reaches(policies, _any_pod(namespace), _any_pod("system", "openfga"), 8080)

    assert open_to(made, "apps-staging")
    assert not open_to(made, "execution-staging")
    assert not open_to(recorded("staging"), "apps-staging")
    assert "valueFrom" in _variables(_pod(made, "control-plane")["containers"][0])["PORTARIUM_OPENFGA_API_TOKEN"]


def _any_pod(namespace: str, component: str = "") -> Pod:
    plane = {"apps": "control", "execution": "execution", "system": "system"}[namespace.partition("-")[0]]
    return Pod(
        namespace=namespace,
        namespace_labels={"kubernetes.io/metadata.name": namespace, "portarium.io/plane": plane},
        labels={"app.kubernetes.io/name": component},
    )

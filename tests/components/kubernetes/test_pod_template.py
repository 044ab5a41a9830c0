"""Every pod passes the restricted standard, says which release it is, and holds no secret in its specification."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.pod_template import Container, Health, pod_template
from domain.quantity import MemoryQuantity
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.components.kubernetes.subjects import API, OTHER_SHA, SHA, at_sha
from tests.recording import record


def _rendered(container: Container = API, *, files: str | None = None, runs_once: bool = False) -> dict[str, Any]:
    def program() -> object:
        template = pod_template(
            container, service_account="api", node_labels={}, tolerations=(), files=files, runs_once=runs_once
        )
        # The smallest resource that carries a template to the recording as the API server would get it.
        return core.PodTemplate("pod", template=template).id

    return record(program).one("kubernetes:core/v1:PodTemplate").inputs["template"]


def _variables(template: Mapping[str, Any]) -> dict[str, str]:
    return {variable["name"]: variable["value"] for variable in template["spec"]["containers"][0]["env"]}


@pytest.mark.parametrize("files", [None, "files-1"], ids=["plain", "with files"])
@pytest.mark.parametrize("runs_once", [False, True], ids=["service", "job"])
def test_a_pod_passes_the_restricted_standard(files: str | None, runs_once: bool) -> None:
    """Whatever is asked for, admission finds nothing to refuse, and the root is read-only on top."""
    spec = _rendered(files=files, runs_once=runs_once)["spec"]
    assert restricted_violations(spec) == []
    assert spec["containers"][0]["securityContext"]["readOnlyRootFilesystem"] is True


@pytest.mark.parametrize(
    ("change", "violation"),
    [
        ({"hostNetwork": True}, "hostNetwork is set"),
        ({"volumes": [{"name": "host", "hostPath": {"path": "/"}}]}, "volume host is a hostPath"),
        ({"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}, "api: may run as root"),
        ({"securityContext": {"runAsNonRoot": True}}, "api: seccomp profile None"),
    ],
)
def test_the_evaluator_finds_what_it_is_for(change: Mapping[str, Any], violation: str) -> None:
    """A pod that is opened anywhere is refused, so the test above means something."""
    assert restricted_violations({**_rendered()["spec"], **change}) == [violation]


def test_what_it_writes_goes_to_its_own_volume() -> None:
    """The root is read-only, so there is an empty volume at /tmp, and it has a limit."""
    spec = _rendered()["spec"]
    mounts = {mount["mountPath"]: mount["name"] for mount in spec["containers"][0]["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    assert volumes[mounts["/tmp"]]["emptyDir"]["sizeLimit"] == "256Mi"


def test_it_does_not_fill_its_node() -> None:
    """What it may write is set aside for it, and its logs fit beside a full volume before it is evicted."""
    spec = _rendered()["spec"]
    resources = spec["containers"][0]["resources"]
    (scratch,) = [volume["emptyDir"]["sizeLimit"] for volume in spec["volumes"] if "emptyDir" in volume]
    assert resources["requests"]["ephemeral-storage"] == scratch
    kept_logs = MemoryQuantity("50Mi")
    room = MemoryQuantity(resources["limits"]["ephemeral-storage"]).bytes - MemoryQuantity(scratch).bytes
    assert room > kept_logs.bytes


def test_telemetry_names_the_release() -> None:
    """Service, version and environment are the SHA's and the environment's own, and change with them."""
    attributes = _variables(_rendered())["OTEL_RESOURCE_ATTRIBUTES"].split(",")
    assert {f"service.version={SHA}", "deployment.environment.name=dev"} <= set(attributes)
    elsewhere = _variables(_rendered(replace(at_sha(API, OTHER_SHA), environment="prod")))
    assert f"service.version={OTHER_SHA},deployment.environment.name=prod" in elsewhere["OTEL_RESOURCE_ATTRIBUTES"]
    assert elsewhere["OTEL_SERVICE_NAME"] == "portarium-api"


def test_metrics_are_found_where_they_are() -> None:
    """The scrape annotation names the port that the container opens for it."""
    template = _rendered(replace(API, metrics_port=9191))
    ports = {port["name"]: port["containerPort"] for port in template["spec"]["containers"][0]["ports"]}
    assert template["metadata"]["annotations"]["prometheus.io/port"] == "9191"
    assert ports["metrics"] == 9191


def test_vault_gives_secrets_under_the_role_and_path_of_the_plane() -> None:
    """The agent is injected under the given role, for this environment, plane and component alone."""
    annotations = _rendered()["metadata"]["annotations"]
    assert annotations["vault.hashicorp.com/role"] == "portarium-dev-control"
    assert annotations["vault.hashicorp.com/agent-inject-secret-config"] == "portarium/data/dev/control/api"
    without = _rendered(replace(API, vault_role=""))["metadata"]["annotations"]
    assert [name for name in without if "vault" in name] == []


def test_probes_ask_the_port_that_answers() -> None:
    """Liveness and readiness ask different questions, of the health port where there is one."""
    container = _rendered()["spec"]["containers"][0]
    assert container["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": 8080}
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": 8080}
    other = _rendered(replace(API, health=Health(port=8081)))["spec"]["containers"][0]
    assert {other[probe]["httpGet"]["port"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")} == {8081}


def test_a_slow_start_is_no_reason_to_restart() -> None:
    """The startup probe holds liveness back for as long as the component says it needs."""
    probe = _rendered(replace(API, health=Health(startup_seconds=90)))["spec"]["containers"][0]["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] == 90


def test_it_serves_until_nobody_sends_to_it_any_more() -> None:
    """Between the notice and the signal it waits for the endpoints to spread, and has time left to finish."""
    spec = _rendered(replace(API, termination_seconds=300))["spec"]
    pause = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert 0 < pause < spec["terminationGracePeriodSeconds"] == 300


def test_a_job_is_asked_nothing_and_not_restarted() -> None:
    """What runs once has no probes, no pause at its end, and a failure stays one."""
    spec = _rendered(runs_once=True)["spec"]
    assert not {"startupProbe", "livenessProbe", "readinessProbe", "lifecycle"} & spec["containers"][0].keys()
    assert spec["restartPolicy"] == "Never"


def test_pods_spread_over_zones_release_by_release() -> None:
    """Only pods of the same release count, and a zone that is down holds nobody up."""
    template = _rendered()
    (spread,) = template["spec"]["topologySpreadConstraints"]
    assert spread["topologyKey"] == "topology.kubernetes.io/zone"
    assert spread["matchLabelKeys"] == ["pod-template-hash"]
    assert spread["whenUnsatisfiable"] == "ScheduleAnyway"
    assert spread["labelSelector"]["matchLabels"].items() <= template["metadata"]["labels"].items()


def test_no_service_of_the_namespace_is_told_by_environment() -> None:
    """Service links would tell a pod about every service next to it."""
    assert _rendered()["spec"]["enableServiceLinks"] is False

"""Every pod passes the restricted standard, says which release it is, and holds no secret in its specification."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.container import Container, Health, Metrics, Probe, SecretKey, Step
from components.kubernetes.pod_template import pod_template
from domain.quantity import MemoryQuantity
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.components.kubernetes.subjects import API, OTHER_SHA, SHA, at_sha
from tests.recording import record


def _rendered(
    container: Container = API, *, files: str | None = None, runs_once: bool = False, spread_required: bool = False
) -> dict[str, Any]:
    def program() -> object:
        template = pod_template(
            container,
            service_account="api",
            node_labels={},
            tolerations=(),
            files=files,
            runs_once=runs_once,
            spread_required=spread_required,
        )
        # The smallest resource that carries a template to the recording as the API server would get it.
        return core.PodTemplate("pod", template=template).id

    return record(program).one("kubernetes:core/v1:PodTemplate").inputs["template"]


def _variables(template: Mapping[str, Any]) -> dict[str, str]:
    variables = template["spec"]["containers"][0]["env"]
    return {variable["name"]: variable.get("value", "") for variable in variables}


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
    template = _rendered(replace(API, metrics=Metrics(port=9191, path="/numbers")))
    ports = {port["name"]: port["containerPort"] for port in template["spec"]["containers"][0]["ports"]}
    annotations = template["metadata"]["annotations"]
    assert (annotations["prometheus.io/port"], annotations["prometheus.io/path"]) == ("9191", "/numbers")
    assert ports["metrics"] == 9191


def test_metrics_on_the_port_that_serves_are_no_port_more() -> None:
    """The API server refuses two ports of one number, and a component without metrics is not asked for any."""
    together = _rendered(replace(API, metrics=Metrics(port=8080)))
    assert [port["containerPort"] for port in together["spec"]["containers"][0]["ports"]] == [8080]
    assert together["metadata"]["annotations"]["prometheus.io/port"] == "8080"
    without = _rendered(replace(API, metrics=None))
    assert [port["name"] for port in without["spec"]["containers"][0]["ports"]] == ["http"]
    assert "annotations" not in without["metadata"]


def test_whoever_reads_metrics_finds_the_token() -> None:
    """The annotation names the place of it, and the token itself stands nowhere."""
    metrics = Metrics(port=8080, bearer=SecretKey(secret="api-variables", key="METRICS_TOKEN"))
    annotations = _rendered(replace(API, metrics=metrics))["metadata"]["annotations"]
    assert annotations["portarium.io/metrics-bearer"] == "api-variables/METRICS_TOKEN"


def test_a_secret_is_a_place_and_no_value() -> None:
    """A variable that is secret names the key of a secret; one that is not has its value."""
    place = SecretKey(secret="api-variables", key="DATABASE_URL")
    template = _rendered(replace(API, variables={"DATABASE_URL": place, "LEVEL": "info"}))
    variables = {variable["name"]: variable for variable in template["spec"]["containers"][0]["env"]}
    assert variables["DATABASE_URL"] == {
        "name": "DATABASE_URL",
        "valueFrom": {"secretKeyRef": {"name": "api-variables", "key": "DATABASE_URL"}},
    }
    assert variables["LEVEL"]["value"] == "info"


def test_nothing_signs_in_to_vault_beside_a_container() -> None:
    """No agent is injected, whose file nobody reads."""
    for template in (_rendered(), _rendered(runs_once=True)):
        assert [name for name in template["metadata"].get("annotations", {}) if "vault" in name] == []


def test_it_runs_its_own_program_as_its_own_user() -> None:
    """What the contract names is the container's, and the files that it writes are that user's."""
    spec = _rendered(replace(API, command=("node", "main.js"), user=1000))["spec"]
    context = spec["securityContext"]
    assert spec["containers"][0]["command"] == ["node", "main.js"]
    assert {context["runAsUser"], context["runAsGroup"], context["fsGroup"]} == {1000}
    assert restricted_violations(spec) == []


def test_each_folder_that_it_writes_to_is_its_own() -> None:
    """Two folders are two places of the one volume, whose limit holds for both together."""
    mounts = _rendered(replace(API, writable_paths=("/tmp", "/var/cache")))["spec"]["containers"][0]["volumeMounts"]
    assert {mount["mountPath"]: mount["name"] for mount in mounts} == {"/tmp": "scratch", "/var/cache": "scratch"}
    assert len({mount["subPath"] for mount in mounts}) == 2


def test_what_others_make_is_mounted_and_not_written_to() -> None:
    """A config map by its name, at the path where the container reads it, in every step as well."""
    step = Step(name="first", image=API.image)
    spec = _rendered(replace(API, mounts={"/etc/authority": "authority"}, before=(step,)))["spec"]
    assert {"name": "authority", "configMap": {"name": "authority"}} in spec["volumes"]
    for container in (*spec["containers"], *spec["initContainers"]):
        assert {"name": "authority", "mountPath": "/etc/authority", "readOnly": True} in container["volumeMounts"]


def test_what_runs_first_runs_in_order_and_is_as_restricted() -> None:
    """Each step ends before the next begins, none has a right or a variable that it was not given."""
    steps = (
        Step(name="one", image="a", command=("x",), variables={"URL": SecretKey(secret="s", key="URL")}),
        Step(name="two", image="b", arguments=("y", "z")),
    )
    spec = _rendered(replace(API, before=steps, variables={"LEVEL": "info"}))["spec"]
    one, two = spec["initContainers"]
    assert (one["name"], one["command"], [each["name"] for each in one["env"]]) == ("one", ["x"], ["URL"])
    assert (two["name"], two["args"], "env" in two) == ("two", ["y", "z"], False)
    assert restricted_violations(spec) == []


def test_probes_ask_the_port_that_answers() -> None:
    """Liveness and readiness ask different questions, of the health port where there is one."""
    container = _rendered()["spec"]["containers"][0]
    assert container["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": 8080}
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": 8080}
    other = _rendered(replace(API, health=Health(port=8081)))["spec"]["containers"][0]
    assert {other[probe]["httpGet"]["port"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")} == {8081}


def test_a_slow_start_is_no_reason_to_restart() -> None:
    """The startup probe holds liveness back for as long as the component says it needs."""
    health = Health(startup=Probe(path="/started", period_seconds=3, failures=30))
    probe = _rendered(replace(API, health=health))["spec"]["containers"][0]["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] == 90
    assert probe["httpGet"]["path"] == "/started"


def test_it_serves_until_nobody_sends_to_it_any_more() -> None:
    """Between the notice and the signal it waits for the endpoints to spread, and has time left to finish."""
    spec = _rendered(replace(API, termination_seconds=300))["spec"]
    pause = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert 0 < pause < spec["terminationGracePeriodSeconds"] == 300


def test_a_job_is_asked_nothing_and_not_restarted() -> None:
    """What runs once has no probes, no pause at its end, and a failure stays one."""
    spec = _rendered(runs_once=True)["spec"]
    unasked = {"startupProbe", "livenessProbe", "readinessProbe", "lifecycle", "ports"}
    assert not unasked & spec["containers"][0].keys()
    assert spec["restartPolicy"] == "Never"


def test_pods_spread_over_zones_and_nodes_release_by_release() -> None:
    """Only pods of the same release count."""
    template = _rendered()
    constraints = template["spec"]["topologySpreadConstraints"]
    assert [one["topologyKey"] for one in constraints] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    for one in constraints:
        assert one["matchLabelKeys"] == ["pod-template-hash"]
        assert one["labelSelector"]["matchLabels"].items() <= template["metadata"]["labels"].items()


def test_a_zone_is_waited_for_only_where_it_is_required_and_there() -> None:
    """A zone whose nodes are drained or lost is none, and a full node holds nobody up."""
    for required, zones in ((False, "ScheduleAnyway"), (True, "DoNotSchedule")):
        constraints = _rendered(spread_required=required)["spec"]["topologySpreadConstraints"]
        assert [one["whenUnsatisfiable"] for one in constraints] == [zones, "ScheduleAnyway"]
        assert {one["nodeTaintsPolicy"] for one in constraints} == {"Honor"}
        # Two as the fewest would keep the zone that is left from running more than one pod.
        assert not any("minDomains" in one for one in constraints)


def test_no_service_of_the_namespace_is_told_by_environment() -> None:
    """Service links would tell a pod about every service next to it."""
    assert _rendered()["spec"]["enableServiceLinks"] is False

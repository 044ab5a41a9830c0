"""Temporal waits for its logins, its secret and its certificates, and is called by nobody but its clients."""

from dataclasses import replace

from pulumi_kubernetes.core import v1 as core

from components.kubernetes.traffic import Addresses
from components.platform.installation import Installation
from components.platform.temporal import (
    BETWEEN,
    Temporal,
    TemporalArgs,
    certificate_names,
    temporal_demand,
    temporal_flows,
)
from components.platform.temporal_values import temporal_values
from settings.charts import chart
from tests.components.platform.test_temporal_values import SIZE
from tests.recording import Recording, record

_APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application"
_CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"


def _recorded(*, mutual_tls: bool = False) -> Recording:
    def program() -> object:
        before = core.ConfigMap("logins")
        return Temporal(
            "temporal",
            TemporalArgs(
                size=replace(SIZE, mutual_tls=mutual_tls),
                chart=chart("temporal"),
                installation=Installation(project="platform", namespace="system", wave=2, wait_seconds=900),
                namespace="system",
                secret="temporal-variables",
                archive="portarium-prod-temporal-archive-a1b2",
                archive_endpoint="https://s3.example",
                after=[before],
            ),
        ).synced

    return record(program)


def test_it_waits_for_what_its_schema_needs() -> None:
    """The job of the schema is a hook before everything else of the chart: the account is there before it."""
    recording = _recorded()
    application = recording.one(_APPLICATION)
    assert recording.one("kubernetes:core/v1:ConfigMap", "logins").urn in application.depends_on
    account = recording.one("kubernetes:core/v1:ServiceAccount")
    assert account.urn in application.depends_on
    assert account.inputs["automountServiceAccountToken"] is False
    values = application.inputs["spec"]["source"]["helm"]["valuesObject"]
    assert values["serviceAccount"] == {"create": False, "name": account.inputs["metadata"]["name"]}


def test_certificates_come_before_those_who_mount_them() -> None:
    """For the names by which the server is called, and for those that call it."""
    recording = _recorded(mutual_tls=True)
    certificates = recording.all(_CERTIFICATE)
    assert {each.inputs["spec"]["secretName"]: tuple(each.inputs["spec"]["dnsNames"]) for each in certificates} == (
        certificate_names()
    )
    assert {each.urn for each in certificates} <= set(recording.one(_APPLICATION).depends_on)
    tls = temporal_values(replace(SIZE, mutual_tls=True))["server"]["tls"]
    for section in ("internode", "frontend"):
        assert tls[section]["serverName"] in certificate_names()[tls[section]["secretName"]]


def test_without_the_setting_there_is_no_certificate() -> None:
    """Nobody would ask for it."""
    assert _recorded().all(_CERTIFICATE) == []


def test_its_ways_lead_to_itself_and_to_the_database() -> None:
    """Not to the Kubernetes API, not to the internet."""
    flows = temporal_flows(("10.0.192.0/24",), ("10.0.0.0/20",))
    reached = {flow.destination.blocks: flow.name for flow in flows if isinstance(flow.destination, Addresses)}
    assert set(reached) == {("10.0.192.0/24",), ("10.0.0.0/20",), ("169.254.170.23/32",)}
    [among] = [flow for flow in flows if flow.source == flow.destination]
    assert set(among.ports) == set(BETWEEN)


def test_what_it_requests_is_what_its_values_say() -> None:
    """The sum would otherwise be of other pods than those that come."""
    demand = {each.name: each for each in temporal_demand(3)}
    server = temporal_values(SIZE)["server"]
    for service in ("frontend", "history", "matching", "worker"):
        found, requests = demand[f"temporal-{service}"], server[service]["resources"]["requests"]
        assert (str(found.cpu), str(found.memory)) == (requests["cpu"], requests["memory"])
        assert (found.always, found.replicas) == (server["replicaCount"], 4)
    assert {name for name, each in demand.items() if each.always == 0} == {
        "temporal-schema",
        "temporal-namespace",
        "temporal-namespace-settings",
    }


def test_the_archive_is_named_before_a_pod_asks_for_it() -> None:
    """The server fills its configuration in at its start: without the name it would archive nowhere."""
    recording = _recorded()
    [archive] = [each for each in recording.all("kubernetes:core/v1:ConfigMap") if each.name == "temporal-archive"]
    assert archive.urn in recording.one(_APPLICATION).depends_on
    values = recording.one(_APPLICATION).inputs["spec"]["source"]["helm"]["valuesObject"]
    assert values["server"]["additionalEnvConfigMapName"] == archive.inputs["metadata"]["name"]

"""Runs that are over are archived where the environment says, by a namespace that a job keeps in step."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.kubernetes.traffic import Addresses, Pods
from components.platform.temporal import temporal_flows
from components.platform.temporal_archive import BUCKET, ENDPOINT, NAMESPACE_JOB
from components.platform.temporal_values import FRONTEND_CERTIFICATE, temporal_values
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.components.platform.test_temporal_values import SIZE

_AWS = ["10.0.0.0/20"]


def _job(*, mutual_tls: bool = False) -> dict[str, Any]:
    [text] = temporal_values(replace(SIZE, mutual_tls=mutual_tls))["extraObjects"]
    # The chart reads it as a template of its own.
    assert "{{" not in text
    return json.loads(text)


@pytest.mark.parametrize("kind", ["history", "visibility"])
def test_a_server_that_archives_names_a_store_and_a_place(kind: str) -> None:
    """The server refuses to start with the one and without the other."""
    server = temporal_values(SIZE)["server"]
    archival, namespaces = server["archival"][kind], server["namespaceDefaults"]["archival"][kind]
    assert (archival["state"], archival["enableRead"], namespaces["state"]) == ("enabled", True, "enabled")
    assert archival["provider"]["s3store"]["region"] == SIZE.region
    assert archival["provider"]["s3store"]["endpoint"] == f'{{{{ env "{ENDPOINT}" }}}}'
    assert namespaces["URI"] == f's3://{{{{ env "{BUCKET}" }}}}'


def test_the_job_says_what_the_namespace_may_have_been_made_without() -> None:
    """Its retention and both archives, where the server's own configuration has them."""
    [container] = _job()["spec"]["template"]["spec"]["containers"]
    command = container["command"][-1]
    assert command.startswith(f"temporal operator namespace update -n {SIZE.namespace} --retention 30d ")
    for kind in ("history", "visibility"):
        assert f'--{kind}-archival-state enabled --{kind}-uri "s3://${BUCKET}"' in command
    made = temporal_values(SIZE)["server"]
    assert container["envFrom"] == [{"configMapRef": {"name": made["additionalEnvConfigMapName"]}}]
    assert made["config"]["namespaces"]["namespace"] == [{"name": SIZE.namespace, "retention": "30d"}]


def test_the_job_comes_after_the_charts_own() -> None:
    """A namespace has to be made before it is changed; of hooks of one kind the lighter goes first."""
    metadata = _job()["metadata"]
    assert metadata["name"] == NAMESPACE_JOB
    assert metadata["annotations"]["helm.sh/hook"] == "post-install,post-upgrade"
    assert int(metadata["annotations"]["helm.sh/hook-weight"]) > 0


@pytest.mark.parametrize("mutual_tls", [False, True])
def test_the_job_is_restricted_and_known_to_the_server(*, mutual_tls: bool) -> None:
    """With a certificate where everybody who calls shows one."""
    pod = _job(mutual_tls=mutual_tls)["spec"]["template"]["spec"]
    assert restricted_violations(pod) == []
    assert pod["automountServiceAccountToken"] is False
    secrets = [volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume]
    assert secrets == ([FRONTEND_CERTIFICATE] if mutual_tls else [])
    names = {each["name"] for each in pod["containers"][0]["env"]}
    assert ("TEMPORAL_TLS_CLIENT_KEY_PATH" in names) is mutual_tls


def test_only_who_archives_and_who_reads_has_a_way_to_s3() -> None:
    """The others of Temporal's pods share the account, and get no credentials for it."""
    ways = [
        flow
        for flow in temporal_flows(["10.0.8.0/24"], _AWS)
        if isinstance(flow.destination, Addresses) and flow.destination.blocks != ["10.0.8.0/24"]
    ]
    sources = [flow.source for flow in ways if isinstance(flow.source, Pods)]
    assert {source.labels["app.kubernetes.io/component"] for source in sources} == {"frontend", "history"}
    assert len(ways) == len(sources) == 4
    labels = _job()["spec"]["template"]["metadata"]["labels"]
    assert "app.kubernetes.io/component" not in labels

"""The secrets of dev: renewed at their source, in the cluster with whoever reads them, and missed when they are not."""

from __future__ import annotations

import base64
import json
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.labels import COMPONENT
from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.operator_commands import portarium, portarium_json
from tests.journeys.secret_values import ADMINISTRATORS, secret_values, shown
from tests.workflows.preview_comment import comment_of

METRICS, VARIABLE = "control-plane/metrics-token", "PORTARIUM_METRICS_TOKEN"
SECRET = "/api/v1/namespaces/apps-dev/secrets/control-plane-variables"
REQUEST = "/apis/external-secrets.io/v1/namespaces/apps-dev/externalsecrets/control-plane-variables"
JOBS = "/apis/batch/v1/namespaces/data-dev"
KEPT = {
    ADMINISTRATORS,
    f"portarium/dev/{METRICS}",
    "portarium/dev/openfga/api-token",
    "portarium/dev/database/control-plane",
    "portarium/dev/database/migration",
    "portarium/dev/vault/recovery",
    "apps-dev/control-plane-variables",
}
"""Some of whom a value has to be found, so that it means something that none is seen."""
SOME_OF_A_PREVIEW = 50_000
"""Characters of a preview that a comment has at least, where the preview is longer than a comment may be."""
GROUP = "/aws/secretsmanager/portarium-dev-freshness"


def source(sandbox: Session, stage: str = "AWSCURRENT") -> str:
    """The metrics' token, as Secrets Manager has it."""
    secrets = sandbox.boto3("secretsmanager", "dev")
    return secrets.get_secret_value(SecretId=f"portarium/dev/{METRICS}", VersionStage=stage)["SecretString"]


def in_the_cluster(sandbox: Session) -> str:
    """The same, as pods are started with it."""
    data = sandbox.kubernetes("portarium-dev").get(SECRET)["data"]
    return base64.b64decode(data[VARIABLE]).decode()


def pods(sandbox: Session) -> set[str]:
    """The pods that read it."""
    found = sandbox.kubernetes("portarium-dev").get(
        "/api/v1/namespaces/apps-dev/pods", labelSelector=f"{COMPONENT}=control-plane"
    )["items"]
    return {pod["metadata"]["uid"] for pod in found if "deletionTimestamp" not in pod["metadata"]}


def reported(sandbox: Session) -> dict[str, Any]:
    """Run the job that comes every hour, now, and return what it told CloudWatch."""
    cluster = sandbox.kubernetes("portarium-dev")
    template: Object = cluster.get(f"{JOBS}/cronjobs/secrets-rotation")["spec"]["jobTemplate"]
    name = f"secrets-rotation-{int(datetime.now(UTC).timestamp() * 1000)}"
    metadata = {"name": name, "labels": template["metadata"]["labels"]}
    cluster.create(f"{JOBS}/jobs", {"metadata": metadata, "spec": template["spec"]})
    try:
        done = eventually(
            lambda: cluster.get(f"{JOBS}/jobs/{name}").get("status", {}),
            lambda status: status.get("succeeded") or status.get("failed"),
        )
        assert done.get("succeeded"), done
    finally:
        cluster.delete(f"{JOBS}/jobs/{name}", {"propagationPolicy": "Background"})
    events = sandbox.boto3("logs", "dev").get_log_events(logGroupName=GROUP, logStreamName="freshness")["events"]
    return json.loads(events[-1]["message"])


def rings(sandbox: Session, report: dict[str, Any]) -> dict[str, bool]:
    """Which alarms a report raises, by the filters and alarms in AWS: the double does not carry them out."""
    filters = sandbox.boto3("logs", "dev").describe_metric_filters(logGroupName=GROUP)["metricFilters"]
    values = {
        one["metricTransformations"][0]["metricName"]: report[one["metricTransformations"][0]["metricValue"][2:]]
        for one in filters
    }
    alarms = sandbox.boto3("cloudwatch", "dev").describe_alarms(AlarmNamePrefix="portarium-dev-secrets-")[
        "MetricAlarms"
    ]
    assert {alarm["AlarmActions"][0].rpartition(":")[2] for alarm in alarms} == {"portarium-dev-alarms"}
    assert {alarm["TreatMissingData"] for alarm in alarms} == {"breaching"}
    return {alarm["AlarmName"]: values[alarm["MetricName"]] > alarm["Threshold"] for alarm in alarms}


@contextmanager
def without_sync(sandbox: Session, since: timedelta) -> Generator[None]:
    """Have the operator leave a secret alone, and the last time that it did not lie in the past."""
    cluster = sandbox.kubernetes("portarium-dev")
    cluster.merge(REQUEST, {"spec": {"refreshInterval": "0s"}})
    generation = cluster.get(REQUEST)["metadata"]["generation"]
    eventually(
        lambda: cluster.get(REQUEST)["status"]["syncedResourceVersion"],
        lambda version: version.startswith(f"{generation}-"),
    )
    then = f"{datetime.now(UTC) - since:%Y-%m-%dT%H:%M:%SZ}"
    cluster.merge(f"{REQUEST}/status", {"status": {"refreshTime": then}})
    try:
        yield
    finally:
        cluster.merge(REQUEST, {"spec": {"refreshInterval": "1h"}})
        eventually(lambda: cluster.get(REQUEST)["status"]["refreshTime"], lambda at: at != then)


@pytest.fixture(scope="module")
def rotated(sandbox: Session, dev: PulumiResult) -> dict[str, Any]:
    """All that falls due within its term is rotated, which is all: what was before, and what was told."""
    before = {"value": source(sandbox), "pods": pods(sandbox)}
    answer = portarium(sandbox, "secrets", "rotate", "--environment", "dev", "--within", "90")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return {**before, "told": answer.stdout}


def test_what_is_due_is_renewed_and_its_reader_starts_again(sandbox: Session, rotated: dict[str, Any]) -> None:
    """The value is another one, at the source and in the cluster; the former stays beside it, and all pods are new."""
    assert source(sandbox) == in_the_cluster(sandbox) != rotated["value"]
    assert source(sandbox, "AWSPREVIOUS") == rotated["value"]
    assert pods(sandbox).isdisjoint(rotated["pods"])
    assert f"{METRICS}: has another value" in rotated["told"]
    again = portarium(sandbox, "secrets", "rotate", "--environment", "dev")
    assert (again.returncode, again.stdout) == (0, "")


def test_each_item_says_how_fresh_it_is(sandbox: Session, rotated: dict[str, Any]) -> None:
    """What it is for, when it is due, and since when the cluster has it; where nobody reads it, it is in none."""
    found = portarium_json(sandbox, "secrets", "status", "dev", "--json")
    items = {item["name"]: item for item in found["items"]}
    assert {name: item["purpose"] for name, item in items.items()} == {
        "openfga/api-token": "api-token",
        METRICS: "metrics-credentials",
        "database/control-plane": "database-login",
        "database/keycloak": "database-login",
        "database/migration": "database-login",
        "database/temporal": "database-login",
        "database/temporal-visibility": "database-login",
    }
    assert all(item["writtenAt"] for item in items.values())
    assert items[METRICS]["syncedAt"] >= items[METRICS]["writtenAt"]
    assert items["openfga/api-token"]["syncedAt"] is None
    assert found["oldestPercent"] < 100


def test_a_missing_sync_raises_its_alarm_and_a_late_one_ends_it(sandbox: Session, rotated: dict[str, Any]) -> None:
    """As the job tells it, with its own rights: it restarts nothing, because nothing has changed."""
    before = pods(sandbox)
    with without_sync(sandbox, timedelta(hours=2)):
        missing = reported(sandbox)
    back = reported(sandbox)
    assert rings(sandbox, missing) == {"portarium-dev-secrets-age": False, "portarium-dev-secrets-sync": True}
    assert rings(sandbox, back) == {"portarium-dev-secrets-age": False, "portarium-dev-secrets-sync": False}
    assert pods(sandbox) == before


def test_no_value_is_in_a_state_a_preview_a_comment_a_log_or_on_a_screen(
    sandbox: Session, rotated: dict[str, Any], tmp_path: Path
) -> None:
    """None of any secret there is, former ones too, with the secrets of the state shown and the engine told to log."""
    events = sandbox.boto3("logs", "dev").get_log_events(logGroupName=GROUP, logStreamName="freshness")["events"]
    preview = sandbox.pulumi("preview", "-s", "dev", "--diff", "--show-sames", "--logtostderr", "-v", "9")
    places = {
        "state": sandbox.pulumi("stack", "export", "-s", "dev", "--show-secrets").stdout,
        "preview": preview.stdout,
        "preview as JSON": json.dumps(preview.events),
        "comment": comment_of(preview.stdout, tmp_path),
        "log": preview.stderr,
        "report": json.dumps(events),
        "status": portarium(sandbox, "secrets", "status", "dev").stdout,
        "rotation": rotated["told"],
    }
    assert {name for name, text in places.items() if METRICS not in text} <= {"comment"}
    assert len(places["comment"]) > SOME_OF_A_PREVIEW
    values = secret_values(sandbox, "dev")
    assert {rotated["value"], source(sandbox)} <= values[f"portarium/dev/{METRICS}"]
    assert set(values) >= KEPT
    assert shown(values, places) == set()

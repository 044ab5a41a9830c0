"""A preview of a change: it names what the change touches, and touches nothing itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.releases import release, resources, set_image
from tests.settings.configuration import DIGESTS

OTHER_SHA = "b" * 40


@pytest.fixture
def settings_file(sandbox: Session, dev: PulumiResult, tmp_path: Path) -> Iterator[Path]:
    """The settings of dev, for a journey to change; they come back afterwards."""
    file = sandbox.project.folder / "Pulumi.dev.yaml"
    kept = tmp_path / file.name
    shutil.copy2(file, kept)
    yield file
    shutil.copy2(kept, file)


def touched(result: PulumiResult) -> dict[str, set[str]]:
    """Return the types of the resources that a preview would touch, by operation."""
    assert result.exit_code == 0, result.explain()
    by_operation: dict[str, set[str]] = {}
    for urn, operation in result.changed_urns.items():
        by_operation.setdefault(operation, set()).add(urn.split("::")[2].rpartition("$")[2])
    return by_operation


def test_a_new_image_touches_only_what_carries_it(sandbox: Session, settings_file: Path) -> None:
    """Deployments and the rotation change, and the jobs run anew; no network, database or policy is in the plan."""
    set_image(sandbox, "dev", OTHER_SHA)
    plan = touched(sandbox.pulumi("preview", "-s", "dev"))
    assert plan.pop("update") == {"kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:CronJob"}
    replaced = set[str]().union(*plan.values())
    assert replaced == {"kubernetes:batch/v1:Job"}


def test_a_preview_that_refreshes_reads_everything_and_finds_nothing(sandbox: Session, dev: PulumiResult) -> None:
    """With the rights of the role that shows previews: each resource of AWS and each object of the cluster."""
    before = resources(sandbox, "dev")
    result = sandbox.pulumi("preview", "-s", "dev", "--refresh", "--diff")
    assert result.exit_code == 0, result.explain()
    assert list(result.changes) == ["same"], result.explain()
    assert not [line for line in result.diagnostics if "forbidden" in line.lower() or "denied" in line.lower()]
    assert resources(sandbox, "dev") == before


def test_pinning_what_runs_touches_what_carries_it(sandbox: Session, settings_file: Path) -> None:
    """The same commit by its digests: the API server takes the names; with another commit its tags decide again."""
    sha = release(sandbox, "dev")["imageSha"]
    for path, value in (("sha", sha), *((f"images.{name}", digest) for name, digest in DIGESTS.items())):
        assert sandbox.pulumi("config", "set", "--path", f"imageDigests.{path}", value, "-s", "dev").exit_code == 0
    plan = touched(sandbox.pulumi("preview", "-s", "dev"))
    assert plan.pop("update") == {"kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:CronJob"}
    assert set[str]().union(*plan.values()) == {"kubernetes:batch/v1:Job"}
    assert sandbox.pulumi("config", "set", "imageSha", OTHER_SHA, "-s", "dev").exit_code == 0
    unpinned = sandbox.pulumi("preview", "-s", "dev")
    assert unpinned.exit_code == 0, unpinned.explain()
    assert f"imageDigests: these are of {sha}, and imageSha is another, so its tags decide" in unpinned.stdout


def test_a_preview_changes_nothing(sandbox: Session, settings_file: Path) -> None:
    """One more replica in the settings is one update in the plan, and neither the state nor the cluster has it."""
    before = sandbox.state("dev")["deployment"]["resources"]
    text = settings_file.read_text(encoding="utf-8")
    assert "control-plane: {replicas: 1}" in text
    settings_file.write_text(text.replace("control-plane: {replicas: 1}", "control-plane: {replicas: 2}"))
    plan = touched(sandbox.pulumi("preview", "-s", "dev"))
    assert plan == {"update": {"kubernetes:apps/v1:Deployment"}}
    assert sandbox.state("dev")["deployment"]["resources"] == before
    deployment = sandbox.kubernetes("portarium-dev").get("/apis/apps/v1/namespaces/apps-dev/deployments/control-plane")
    assert deployment["spec"]["replicas"] == 1


def test_a_mistake_in_the_settings_stops_before_anything_else(sandbox: Session, settings_file: Path) -> None:
    """Every mistake is one line that names the file and the key, and no resource was looked at."""
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(text.replace("backupDays: 7", "backupDayz: 7").replace("minimum: 1", "minimum: 9"))
    result = sandbox.pulumi("preview", "-s", "dev")
    assert result.exit_code != 0
    said = "\n".join(result.diagnostics)
    assert "Pulumi.dev.yaml: database.backupDayz" in said
    assert "Pulumi.dev.yaml: nodePools" in said
    assert "Traceback" not in result.stdout + result.stderr
    assert set(result.changed_urns.values()) <= {"create"}
    assert not [urn for urn in result.changed_urns if "pulumi:pulumi:Stack" not in urn]

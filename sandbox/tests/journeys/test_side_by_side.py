"""Two sandboxes on one machine do not meet: not in AWS, not in a state, not when one of them stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from portarium_sandbox import lifecycle, process
from portarium_sandbox.journeys import StartSandbox, write_project
from portarium_sandbox.session import Session

PROGRAM = "import pulumi\npulumi.export('where', 'here')\n"


@pytest.fixture
def two(start_sandbox: StartSandbox, tmp_path: Path) -> tuple[Session, Session]:
    """Two sandboxes for two copies of one project."""
    left, right = (write_project(tmp_path / side, program=PROGRAM) for side in ("left", "right"))
    for project in (left, right):
        (project.folder / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    return start_sandbox(left), start_sandbox(right)


def test_they_share_nothing_and_one_stops_alone(two: tuple[Session, Session]) -> None:
    """A bucket and a deployed stack of one are unknown to the other, which goes on when the first is down."""
    left, right = two
    assert not set(left.record.ports.values()) & set(right.record.ports.values())
    place = {"LocationConstraint": left.record.region}
    left.boto3("s3").create_bucket(Bucket="left-only", CreateBucketConfiguration=place)
    assert left.pulumi("up", "-s", "dev", "--yes", "--skip-preview").exit_code == 0
    assert right.boto3("s3").list_buckets()["Buckets"] == []
    assert right.outputs("dev") == {}
    assert left.outputs("dev") == {"where": "here"}
    lifecycle.down(left.folder)
    assert process.processes_of(left.folder.root) == []
    assert right.pulumi("up", "-s", "dev", "--yes", "--skip-preview").exit_code == 0
    lifecycle.require_up(right.folder)

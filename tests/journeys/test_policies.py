"""The policy pack under the real engine: our stacks pass it, and what violates it is refused before it is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.journeys import write_project
from portarium_sandbox.session import PulumiResult, Session

PACK = "policies"
STACK = "breaks-rules"

WEAK_KEY = """
import pulumi
from pulumi_aws import kms

kms.Key("weak", enable_key_rotation=False, deletion_window_in_days=30, opts=pulumi.ResourceOptions(protect=True))
"""
OPEN_BUCKET = """
from pulumi_aws import s3

s3.Bucket("open")
"""


@pytest.fixture
def folder(tmp_path: Path, sandbox: Session) -> Iterator[Path]:
    """A folder for a small program, with a stack of its own that the registry does not know."""
    write_project(tmp_path, program="", name="small")
    created = sandbox.pulumi("stack", "init", STACK, folder=tmp_path)
    assert created.exit_code == 0, created.explain()
    yield tmp_path
    sandbox.pulumi("stack", "rm", STACK, "--yes", "--force", folder=tmp_path)


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_our_stacks_pass(sandbox: Session, stack: str, request: pytest.FixtureRequest) -> None:
    """A preview with the pack says what one without it says."""
    request.getfixturevalue(stack)
    result = sandbox.pulumi("preview", "-s", stack, "--policy-pack", PACK)
    assert result.exit_code == 0, result.explain()
    assert list(result.changes) == ["same"]
    assert _violations(result) == []


def test_a_weak_key_is_refused_before_it_is_made(sandbox: Session, folder: Path) -> None:
    """The line names the resource, what is wrong and what would be right; AWS is never asked."""
    write_project(folder, program=WEAK_KEY, name="small")
    before = len(sandbox.boto3("kms").list_keys()["Keys"])
    result = _run(sandbox, folder, "up", "--yes", "--skip-preview")
    assert result.exit_code != 0
    assert _violations(result) == ["weak: never rotates; set enableKeyRotation to true [keys-rotate]"]
    assert len(sandbox.boto3("kms").list_keys()["Keys"]) == before


def test_what_is_missing_around_a_bucket_is_found_in_the_preview(sandbox: Session, folder: Path) -> None:
    """Rules about relations speak at the preview's end, though the bucket's name is not known then."""
    write_project(folder, program=OPEN_BUCKET, name="small")
    result = _run(sandbox, folder, "preview")
    assert result.exit_code != 0
    rules = {line.rpartition("[")[2].rstrip("]") for line in _violations(result)}
    assert rules == {"buckets-are-encrypted", "buckets-are-private", "buckets-want-tls", "stateful-is-protected"}


def _run(sandbox: Session, folder: Path, *arguments: str) -> PulumiResult:
    return sandbox.pulumi(*arguments, "-s", STACK, "--policy-pack", str(CHECKOUT / PACK), folder=folder)


def _violations(result: PulumiResult) -> list[str]:
    """Return our lines; before each stands what its half of the pack is for."""
    told = [event["policyEvent"]["message"] for event in result.events if "policyEvent" in event]
    return [message.strip().splitlines()[-1] for message in told]

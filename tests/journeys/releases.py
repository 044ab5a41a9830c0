"""Releases in journeys: an image SHA set in a stack's config, as a user does it, and what the `up` then does."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from portarium_sandbox.accounts import stack_of
from portarium_sandbox.session import PulumiResult, Session
from settings.registry import read_registry
from tests.journeys.gate import letting_in

NO_SUCH_IMAGE = "deaddeaddeaddeaddeaddeaddeaddeaddeaddead"
"""The one tag that the sandbox's nodes fail to pull."""


def set_image(sandbox: Session, stack: str, sha: str) -> None:
    """Name the image that a stack is to run."""
    result = sandbox.pulumi("config", "set", "imageSha", sha, "-s", stack)
    assert result.exit_code == 0, result.explain()


def up(sandbox: Session, stack: str, *arguments: str) -> PulumiResult:
    """Run an `up` that must work."""
    result = sandbox.pulumi("up", "-s", stack, "--yes", "--skip-preview", *arguments)
    assert result.exit_code == 0, result.explain()
    return result


def first_up(sandbox: Session, stack: str) -> PulumiResult:
    """Run the first `up` of a stack, one that nobody interrupts.

    The stack of its account comes before it, where another environment has not brought it up already.
    The engine saves the state once at its end, instead of after each of six hundred resources: more than half of its
    work.
    """
    up_account(sandbox, stack)
    with letting_in(sandbox, stack):
        return sandbox.pulumi(
            "up", "-s", stack, "--yes", "--skip-preview", variables={"PULUMI_SKIP_CHECKPOINTS": "true"}
        )


def up_account(sandbox: Session, stack: str) -> None:
    """Bring up the stacks of an environment's account and of the one that keeps the records, where nobody has."""
    records = read_registry().records
    for account in (sandbox.project.accounts.of(stack), *([records] if records else [])):
        if not resources(sandbox, stack_of(account)):
            up(sandbox, stack_of(account))


def release(sandbox: Session, stack: str) -> dict[str, Any]:
    """Return the release that a stack's outputs name."""
    return sandbox.outputs(stack)["release"]


def resources(sandbox: Session, stack: str) -> list[dict[str, Any]]:
    """Return the resources of a stack's state, by name: the engine keeps independent ones as they happen to come.

    Secrets are shown, because the engine seals them anew whenever it writes a state, and no two seals are the same.
    """
    found: list[dict[str, Any]] = sandbox.state(stack, show_secrets=True)["deployment"].get("resources") or []
    return sorted(found, key=lambda resource: resource["urn"])


def bearing(sandbox: Session, stack: str, sha: str) -> set[str]:
    """Return the URNs of all resources in a stack's state that were made with an image SHA."""
    return {
        resource["urn"]
        for resource in resources(sandbox, stack)
        if resource["custom"] and sha in json.dumps(resource.get("inputs", {}))
    }


@contextmanager
def settings_kept(sandbox: Session, stack: str) -> Generator[None]:
    """Put a stack's settings file back as it was."""
    file = sandbox.project.folder / f"Pulumi.{stack}.yaml"
    before = file.read_bytes()
    try:
        yield
    finally:
        file.write_bytes(before)

"""Environments for the checks to look at: the repository's own settings, and an account that answers by a script."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ops.operations.backend import Backend
from ops.operations.preflight.finding import Finding
from ops.operations.preflight.subject import Subject
from tests.ops.operations.scripted_aws import Answer, ScriptedAws
from tests.settings.configuration import NOW, resolved
from tests.settings.registries import one_account

ACCOUNT = "123456789012"
CALLER = f"arn:aws:sts::{ACCOUNT}:assumed-role/administrator/me"


def subject(
    answers: Mapping[str, Answer] | None = None,
    *,
    stack: str = "dev",
    changes: Mapping[str, object] | None = None,
    outputs: Mapping[str, Any] | None = None,
    backend: str | None = "file:///a/double",
    variables: Mapping[str, str] | None = None,
    project: Path = Path(),
    caller: str = CALLER,
    clock_skew: float = 0,
    state_problem: str = "",
    account: str | None = None,
) -> Subject:
    """Return an environment to look at."""
    return Subject(
        settings=resolved(stack, changes, one_account(account)),
        aws=ScriptedAws(answers or {}),
        account_id=ACCOUNT,
        caller=caller,
        backend=backend_at(backend) if backend else None,
        variables=variables or {},
        project=project,
        outputs=outputs or {},
        state_problem=state_problem,
        now=NOW,
        clock_skew=clock_skew,
    )


def backend_at(address: str) -> Backend:
    """Return a backend that nobody asks."""
    return Backend(
        address=address, description="a double", chosen_for_you=False, pulumi="/nowhere/pulumi", variables={}
    )


def lines(findings: Iterable[Finding]) -> list[str]:
    """Return each finding as a verdict and what was found."""
    return [f"{finding.verdict}: {finding.found}" for finding in findings]

"""`portarium policies`: the rules that hold for every resource, over a stack's state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.stack_name import REVIEW_SHOWN
from ops.commands.status import announce
from ops.commands.waiting import waiting

# The operations are imported late: they bring Pulumi's SDK along, half a second that no other command should pay.
if TYPE_CHECKING:
    from ops.operations.policies import PolicyReport

application = typer.Typer(help="Check what was made against the rules of the policy pack.", no_args_is_help=True)


@application.callback()
def policies() -> None:
    """Check what was made against the rules of the policy pack."""


@application.command()
def check(
    environment: Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Check the state of an environment after an update: what a preview could not know is known there.

    It reads the backend that this shell is on; where it is on none, a sandbox that is up.

    Exit code 0: no rule is violated. 1: one is, or the state can't be read. 2: wrong usage.
    """
    from ops.operations.backend import find_backend  # noqa: PLC0415
    from ops.operations.policies import check_policies  # noqa: PLC0415

    backend = find_backend()
    report = waiting(f"checking {environment}", lambda: check_policies(environment, backend))
    announce(backend)
    typer.echo(json.dumps(as_data(report), indent=2) if as_json else as_text(report))
    if report.violations:
        raise typer.Exit(1)


def as_text(report: PolicyReport) -> str:
    """Return a line for each violation, and how many checks there were."""
    lines = [message for verdict in report.violations for message in verdict.messages]
    passed, failed, left_out = report.counts.values()
    counted = f"{passed} checks passed, {failed} failed, {left_out} not applicable"
    return "\n".join([*lines, f"{report.environment}: {report.resources} resources, {counted}"])


def as_data(report: PolicyReport) -> dict[str, Any]:
    """Return the same for scripts."""
    return {
        "environment": report.environment,
        "resources": report.resources,
        "counts": report.counts,
        "violations": [
            {"rule": verdict.rule, "urn": verdict.resource.urn, "reasons": list(verdict.reasons)}
            for verdict in report.violations
        ],
    }

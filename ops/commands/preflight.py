"""`portarium preflight`: what an `up` would stop at, before it is run."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.stack_name import REVIEW_SHOWN
from ops.commands.status import announce
from ops.commands.table import is_coloured
from ops.commands.waiting import waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ops.operations.backend import Backend
    from ops.operations.preflight.checks import Checked
    from ops.operations.preflight.finding import Finding, Verdict

EXIT_LACKING = 3
EXIT_UNKNOWN = 4

_WORDS: dict[Verdict, str] = {"right": "ok", "mind": "mind", "lacks": "lacks", "unknown": "unknown"}
_COLOURS: dict[Verdict, str] = {"right": "green", "mind": "yellow", "lacks": "red", "unknown": "magenta"}


def preflight(
    environment: Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Look beforehand at what `pulumi up` of an environment would stop at: before the first one, and any time after.

    It asks AWS with this shell's credentials, the state's backend and the images' registry, and changes nothing.

    Each line says what was found; where that is not right, what is wanted and what mends it. `mind` is no hindrance.

    Exit code 0: nothing is in the way. 1: nothing could be looked at. 2: wrong usage. 3: something lacks.
    4: nothing is known to lack, but something could not be looked at.
    """
    from ops.operations.backend import NoBackendError, find_backend  # noqa: PLC0415 (as in ops.commands.settings)
    from ops.operations.preflight.checks import preflight as look  # noqa: PLC0415

    backend: Backend | None = None
    # Before the first stack there is none, and that is one of the things to be found.
    with suppress(NoBackendError):
        backend = find_backend()
    found = waiting(f"looking at {environment}", lambda: look(environment, backend, now=datetime.now(UTC)))
    if backend:
        announce(backend)
    typer.echo(json.dumps(as_data(environment, found), indent=2) if as_json else as_text(found, is_coloured()))
    raise typer.Exit(exit_code(found))


def as_text(found: Sequence[Checked], coloured: bool) -> str:
    """Return one line for each finding."""
    width = max(len(checked.name) for checked in found)
    return "\n".join(
        f"{_verdict(finding.verdict, coloured)}  {checked.name:<{width}}  {_sentence(finding)}"
        for checked in found
        for finding in checked.findings
    )


def as_data(environment: str, found: Sequence[Checked]) -> dict[str, Any]:
    """Return the same for scripts."""
    findings = [{"check": checked.name, **asdict(finding)} for checked in found for finding in checked.findings]
    return {"environment": environment, "findings": findings}


def exit_code(found: Sequence[Checked]) -> int:
    """Return the exit code that findings make."""
    verdicts = {finding.verdict for checked in found for finding in checked.findings}
    if "lacks" in verdicts:
        return EXIT_LACKING
    return EXIT_UNKNOWN if "unknown" in verdicts else 0


def _verdict(verdict: Verdict, coloured: bool) -> str:
    text = f"{_WORDS[verdict]:<7}"
    return typer.style(text, fg=_COLOURS[verdict]) if coloured else text


def _sentence(finding: Finding) -> str:
    wanted = f"; wanted: {finding.wanted}" if finding.wanted and finding.verdict != "unknown" else ""
    remedy = f" -> {finding.remedy}" if finding.remedy else ""
    return f"{finding.found}{wanted}{remedy}"

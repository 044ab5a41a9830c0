"""`portarium history`: the releases of one environment."""

import json
import sys
from typing import Annotated

import typer

from domain.stack_name import REVIEW_SHOWN
from ops.commands.age import age
from ops.commands.status import announce
from ops.commands.table import Cell, is_coloured, render
from ops.commands.waiting import waiting

_HEADER = ("sha", "since", "", "")


def history(
    environment: Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Show the releases of an environment, the latest first. Any of them may come back by a promotion to its SHA.

    It reads the backend that this shell is on; where it is on none, a sandbox that is up.
    """
    from ops.operations.backend import find_backend  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.history import read_history  # noqa: PLC0415

    backend = find_backend()
    releases = waiting(f"reading {environment}", lambda: read_history(environment, backend))
    announce(backend)
    if as_json:
        shown = [{"imageSha": release.sha, "since": release.since, "current": release.current} for release in releases]
        typer.echo(json.dumps(shown, indent=2))
    elif releases:
        rows = [
            [release.sha, release.since, age(release.since), Cell("current", "green") if release.current else ""]
            for release in releases
        ]
        typer.echo(render(_HEADER, rows, coloured=is_coloured()))
    else:
        sys.stderr.write(f"portarium: {environment} has no release yet; pulumi up -s {environment} makes the first\n")

"""`portarium platform`: the services that environments stand on."""

from __future__ import annotations

import getpass
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.audit import PLATFORM_SYNCED
from domain.plane import SYSTEM
from domain.stack_name import REVIEW_SHOWN
from ops.commands.recording import recording
from ops.commands.status import announce
from ops.commands.table import NOTHING, Cell, is_coloured, render
from ops.commands.waiting import waiting

if TYPE_CHECKING:
    from ops.operations.platform.render import Rendering
    from ops.operations.platform.services import Platform, Service

EXIT_UNHEALTHY = 3
_POLL_SECONDS = 2.0
_HEADER = ("service", "wave", "wanted", "running", "sync", "health")
_COLOURS = {"ok": "green", "waiting": "yellow", "progressing": "cyan", "failing": "red"}

application = typer.Typer(help="The services that environments stand on: see them, let them in, check their values.")

Environment = Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@application.command()
def status(environment: Environment, as_json: Json = False) -> None:
    """Show each service: the version wanted and running, whether it is synced and healthy, and what is wrong.

    Below: when the first certificate of the platform ends, and whether Vault is sealed.

    Exit code 0: all are well. 1: nothing could be read. 2: wrong usage. 3: a service waits, comes up or fails.
    """
    from ops.operations.backend import find_backend  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.platform.environment import platform_of  # noqa: PLC0415
    from ops.operations.platform.services import read_platform  # noqa: PLC0415

    backend = find_backend()
    found = waiting(
        f"reading the platform of {environment}",
        lambda: read_platform(platform_of(environment, backend).cluster, SYSTEM),
    )
    announce(backend)
    if as_json:
        typer.echo(json.dumps(_as_data(found), indent=2))
    else:
        typer.echo(as_text(found, datetime.now(UTC), coloured=is_coloured()))
    if any(service.state != "ok" for service in found.services) or any(found.sealed.values()):
        raise typer.Exit(EXIT_UNHEALTHY)


@application.command()
def sync(
    environment: Environment,
    services: Annotated[list[str] | None, typer.Argument(help="The services.", show_default="all")] = None,
    seconds: Annotated[float, typer.Option("--timeout", help="Seconds that one service may take.", min=1)] = 900,
    more: Annotated[
        float, typer.Option("--more", help="Seconds to look for further changes of an `up` under way.", min=0)
    ] = 30,
) -> None:
    """Let changes in that wait at the gate, wave by wave, while `pulumi up` declares them and waits.

    Who may change applications in the cluster may do so. It can be run again at any time, and goes on where it was.
    Exit code: 0, or 1 when a service fails, takes too long or is not declared.
    """
    from ops.operations.backend import find_backend  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.platform.environment import platform_of  # noqa: PLC0415
    from ops.operations.platform.sync import Patience  # noqa: PLC0415
    from ops.operations.platform.sync import sync as operation  # noqa: PLC0415
    from stacks.platform_services import SERVICES  # noqa: PLC0415

    backend = find_backend()
    announce(backend)
    place = platform_of(environment, backend)
    # Whose cluster it is: an environment that shares one lets nothing of its own in.
    with recording(place.environment, PLATFORM_SYNCED, subject=", ".join(services or []) or "all services") as told:
        found = operation(
            place.cluster,
            services or [],
            expected=[service.name for service in SERVICES],
            by=getpass.getuser(),
            say=told,
            hint=typer.echo,
            patience=Patience(service=seconds, more=more, poll=_POLL_SECONDS),
        )
    typer.echo(f"{place.environment}: {', '.join(each.name for each in found) or 'nothing'}: synced and healthy")


@application.command(name="render")
def render_values(  # noqa: PLR0917 (options, which nobody gives by their place)
    environment: Annotated[
        list[str] | None, typer.Argument(help="Environments.", show_default="all that own a platform")
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option(help="Hold the values against tables of keys in this folder, and render nothing."),
    ] = None,
    charts: Annotated[
        Path | None, typer.Option(help="Take the charts from this folder, unpacked, instead of their repositories.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write the rendered objects into this folder.")] = None,
    validate: Annotated[bool, typer.Option(help="Validate the rendered objects with kubeconform.")] = True,
    as_json: Json = False,
) -> None:
    """Check the values of each service against its chart: no key that the chart does not know, no object that is wrong.

    Without --facts it pulls the pinned charts and renders them with helm, which has to be on PATH.
    Exit code: 0, or 1 when something is wrong.
    """
    from ops.operations.platform.rendering import render_environments  # noqa: PLC0415 (as in ops.commands.status)

    found = waiting(
        "checking the values of the platform's charts",
        lambda: render_environments(environment or [], facts=facts, charts=charts, output=output, validate=validate),
    )
    if as_json:
        typer.echo(json.dumps([{"environment": name, **_data_of(each)} for name, each in found], indent=2))
    else:
        typer.echo("\n".join(_lines(found)))
    if any(each.problems for _, each in found):
        raise typer.Exit(1)


def as_text(found: Platform, now: datetime, *, coloured: bool) -> str:
    """Return the table, and below it what is wrong and what ends when."""
    told = [f"{each.name}: {each.problem}" for each in found.services if each.problem]
    waits = [each.name for each in found.services if each.state == "waiting"]
    if waits:
        told.append(f"not let in yet: {', '.join(waits)}; `portarium platform sync` does that")
    if found.certificate:
        told.append(
            f"the first certificate ends {found.certificate:%Y-%m-%d}, in {(found.certificate - now).days} days"
        )
    told += [f"{pod}: {'sealed' if sealed else 'unsealed'}" for pod, sealed in sorted(found.sealed.items())]
    table = render(_HEADER, [_row(each) for each in found.services], coloured=coloured)
    return "\n".join([table, *([""] if told else []), *told])


def _row(service: Service) -> list[str | Cell]:
    return [
        service.name,
        str(service.wave),
        service.wanted,
        service.running or NOTHING,
        service.sync,
        Cell(service.health, _COLOURS[service.state]),
    ]


def _as_data(found: Platform) -> dict[str, Any]:
    return {
        "services": [{**asdict(each), "state": each.state} for each in found.services],
        "certificateEnds": found.certificate.isoformat() if found.certificate else None,
        "sealed": dict(found.sealed),
    }


def _data_of(rendering: Rendering) -> dict[str, Any]:
    return {key: value for key, value in asdict(rendering).items() if key != "manifests"}


def _lines(found: list[tuple[str, Rendering]]) -> list[str]:
    lines: list[str] = []
    for name, each in found:
        about = f"{name}: {each.service} ({each.chart} {each.version})"
        if each.problems:
            lines += [f"{about}: {problem}" for problem in each.problems]
        else:
            lines.append(f"{about}: {', '.join(each.checked) if each.checked else 'not checked: no facts of it'}")
    unchecked = sorted({each.chart for _, each in found if not each.checked})
    if unchecked:
        sys.stderr.write(
            f"portarium: no facts of {', '.join(unchecked)}; with a network, `portarium platform render`\n"
        )
    return lines

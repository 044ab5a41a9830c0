"""`portarium local`: the environment of one machine, from nothing to what the application stands on, and back."""

from __future__ import annotations

import json
import sys
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ops.commands.table import NOTHING, Cell, is_coloured, render
from ops.commands.waiting import waiting

if TYPE_CHECKING:
    from ops.operations.local.doctor import Finding
    from ops.operations.local.life import State
    from ops.operations.local.native import Site

EXIT_NOT_WELL = 3
_COLOURS = {"ok": "green", "mind": "yellow", "lacks": "red"}

application = typer.Typer(
    help="The local environment, in containers or as plain processes: what the application stands on, on this machine.",
    no_args_is_help=True,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@application.command()
def up(
    native: Annotated[
        bool, typer.Option("--native", help="Without containers: what package registries bring, as plain processes.")
    ] = False,
    app: Annotated[
        bool, typer.Option("--app", help="With the application, at the commit that PORTARIUM_IMAGE_SHA names.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Have it up, wait until each service is as it should be, and print where they are and by what one comes in.

    It can be run at any time, also after one that was killed half-way. The first time pulls images, or with --native
    builds programs for some minutes. Exit code: 0, or 1 with a line for each thing in the way.
    """
    from ops.operations.local import life  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.local.addresses import read_addresses  # noqa: PLC0415
    from ops.operations.local.processes import find_processes  # noqa: PLC0415

    addresses = read_addresses()
    if native:
        if app:
            raise typer.BadParameter("the application comes in containers alone", param_hint="--app")
        find_processes()
        site = _site()
        state = life.up_as_processes(site, _tell) if site else None
    else:
        state = life.up_in_containers(addresses, _tell, application=app, site=_site())
    if state is not None:
        typer.echo(as_json_text(state) if as_json else where(state))


@application.command()
def status(as_json: Json = False) -> None:
    """Show how it runs, and what the check list says of each service.

    Exit code 0: all that runs is well. 1: it could not be looked at. 2: wrong usage. 3: it is down, or not well.
    """
    from ops.operations.local import life  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.local.addresses import read_addresses  # noqa: PLC0415

    state = waiting("looking at each service", lambda: life.look(read_addresses(), _site()))
    typer.echo(as_json_text(state) if as_json else as_text(state, coloured=is_coloured()))
    if not state.well:
        raise typer.Exit(EXIT_NOT_WELL)


@application.command()
def logs(
    service: Annotated[str | None, typer.Argument(help="One service.", show_default="all")] = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of the last lines.")] = 40,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Keep printing; in containers alone.")] = False,
) -> None:
    """Print the ends of the services' logs."""
    from ops.operations.error import OperationError  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.local import containers  # noqa: PLC0415
    from ops.operations.local.engine import find_engine  # noqa: PLC0415

    site = _site()
    written = sorted((site.folder / "logs").glob("*.log")) if site else []
    if not site or not site.processes.running(site.folder):
        raise typer.Exit(containers.show_logs(find_engine(), service, lines=lines, follow=follow))
    chosen = [path for path in written if service in (None, path.stem)]
    if not chosen:
        raise OperationError(f"no log of {service!r}; there are: {', '.join(path.stem for path in written)}")
    for path in chosen:
        _print_end(path, lines)


@application.command()
def down() -> None:
    """End everything; what it keeps stays for the next `up`."""
    from ops.operations.local import life  # noqa: PLC0415 (as in ops.commands.status)

    ended = life.down(_site(), forget=False)
    typer.echo("The local environment is down; what it keeps stays." if ended else "It was down already.")


@application.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """End everything, and forget what it keeps: databases, evidence, messages and traces."""
    from ops.operations.local import life  # noqa: PLC0415 (as in ops.commands.status)

    if not yes and sys.stdin.isatty():
        typer.confirm("Forget everything that the local environment keeps?", abort=True)
    typer.echo("Everything is forgotten." if life.down(_site(), forget=True) else "There was nothing to forget.")


@application.command()
def doctor(as_json: Json = False) -> None:
    """Say what this machine lacks, in one line each: engine, ports and who has them, memory, disk.

    Exit code 0: nothing is in the way of containers. 1: it could not be looked at. 2: wrong usage. 3: something is.
    """
    from ops.operations.local import life  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.local.addresses import read_addresses  # noqa: PLC0415
    from ops.operations.local.doctor import examine  # noqa: PLC0415

    addresses = read_addresses()
    found = waiting(
        "looking at this machine", lambda: examine(addresses, ours=life.look(addresses, _site()).how != "down")
    )
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2))
    else:
        typer.echo("\n".join(_finding(each) for each in found))
    if any(each.word == "lacks" for each in found):
        raise typer.Exit(EXIT_NOT_WELL)


@application.command()
def generate(
    check: Annotated[bool, typer.Option("--check", help="Write nothing, and say what is not up to date.")] = False,
) -> None:
    """Write what its services are configured by, from what the clusters' are.

    Exit code: 0, or 1 when --check finds a difference.
    """
    from ops.operations.local.files import MADE, stale, write  # noqa: PLC0415 (as in ops.commands.status)

    if not check:
        changed = write()
        typer.echo("\n".join(str(path) for path in changed) or "Everything is up to date.")
        return
    for path in (found := stale()):
        sys.stderr.write(f"{path}: not what the clusters say now; run: {MADE}\n")
    if found:
        raise typer.Exit(1)


@application.command()
def pin(
    remove: Annotated[bool, typer.Option("--remove", help="Take the digests out again.")] = False,
) -> None:
    """Ask the registries what each image is, byte for byte, and write its digest behind its version.

    All of them or none. Exit code: 0, or 1 with a line for each image that has no digest.
    """
    from ops.operations.local.pin import pin as operation  # noqa: PLC0415 (as in ops.commands.status)

    changed = waiting("asking the registries", lambda: operation(remove=remove))
    typer.echo("\n".join(changed) or "Nothing to change.")


def where(state: State) -> str:
    """Return where each service is, and by what one comes in."""
    from ops.operations.local.addresses import read_addresses  # noqa: PLC0415 (as in ops.commands.status)

    here = [each.service for each in state.results]
    rows: list[list[str | Cell]] = [
        [name, address, word or NOTHING] for name, address, word in read_addresses().shown() if name in here
    ]
    table = render(("service", "address", "comes in by"), rows, coloured=is_coloured())
    return "\n".join([table, *_told_left_out(state)])


def as_text(state: State, *, coloured: bool) -> str:
    """Return what the check list says."""
    if state.how == "down":
        return "The local environment is down; `portarium local up` has it up."
    rows: list[list[str | Cell]] = [
        [each.service, each.wanted, Cell(each.problem or "ok", "red" if each.problem else "green")]
        for each in state.results
    ]
    table = render(("service", "what has to be", state.how), rows, coloured=coloured)
    return "\n".join([table, *_told_left_out(state)])


def as_json_text(state: State) -> str:
    """Return the same for scripts."""
    return json.dumps({**asdict(state), "well": state.well}, indent=2)


def _told_left_out(state: State) -> list[str]:
    return [f"left out without containers: {', '.join(state.left_out)}"] if state.left_out else []


def _finding(found: Finding) -> str:
    word = found.word.ljust(6)
    return f"{word} {found.what.ljust(8)} {found.found}"


def _tell(line: str) -> None:
    sys.stderr.write(f"local: {line}\n")


def _print_end(path: Path, lines: int) -> None:
    with path.open(encoding="utf-8", errors="replace") as content:
        for line in deque(content, maxlen=lines):
            typer.echo(f"{path.stem}: {line.rstrip()}")


def _site() -> Site | None:
    """Where plain processes would be, if anything here brings any."""
    from ops import extensions  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.local.addresses import read_addresses  # noqa: PLC0415
    from ops.operations.local.life import native_folder  # noqa: PLC0415
    from ops.operations.local.names import FOLDER  # noqa: PLC0415
    from ops.operations.local.native import Site  # noqa: PLC0415
    from settings.files import DIRECTORY  # noqa: PLC0415

    offered = next(iter(extensions.load(extensions.NATIVE).values()), None)
    if offered is None:
        return None
    return Site(processes=offered, addresses=read_addresses(), folder=native_folder(), mounted=DIRECTORY / FOLDER)

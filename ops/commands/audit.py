"""`portarium audit`: what has been done to an environment, in a chain that nobody changes unseen."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections import deque
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.stack_name import REVIEW_SHOWN
from ops.commands.table import is_coloured, render
from ops.commands.waiting import waiting

if TYPE_CHECKING:
    from ops.operations.audit.event import Event
    from ops.operations.audit.place import AuditPlace
    from ops.operations.audit.verify import Verified

EXIT_FAULTS = 3
_HEADER = ("event", "time", "what", "subject", "who")
_PREFIX = "io.portarium."

application = typer.Typer(
    help="What has been done to an environment: events in a chain that nobody changes unseen.", no_args_is_help=True
)

Environment = Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Number = Annotated[
    int | None, typer.Option("--checkpoint", min=0, help="Under this checkpoint.", show_default="the last one")
]


@application.command(name="list")
def list_events(
    environment: Environment,
    last: Annotated[int, typer.Option("--last", "-n", min=1, help="So many, the latest.")] = 20,
    kind: Annotated[str, typer.Option("--type", help="Events of this type alone.", show_default="all")] = "",
    as_json: Json = False,
) -> None:
    """Show the latest events, the oldest of them first.

    Exit code: 0, or 1 when nothing could be read.
    """
    from ops.operations.audit.log import as_data  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.audit.proof import read_events  # noqa: PLC0415

    def read() -> list[Event]:
        store = _place(environment).store
        found = (each for each in read_events(store) if not kind or each.type.removeprefix(_PREFIX) == _short(kind))
        return list(deque(found, maxlen=last))

    events = waiting(f"reading the audit log of {environment}", read)
    if as_json:
        typer.echo(json.dumps([as_data(each) for each in events], indent=2))
    else:
        typer.echo(render(_HEADER, [_row(each) for each in events], coloured=is_coloured()))


@application.command()
def show(
    environment: Environment,
    event: Annotated[int, typer.Argument(min=0, help="Which event.")],
) -> None:
    """Show one event as JSON, with its digest.

    Exit code: 0, or 1 when it is not there.
    """
    from ops.operations.audit.log import as_data  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.audit.proof import read_event  # noqa: PLC0415

    found = waiting(f"reading event {event}", lambda: read_event(_place(environment).store, event))
    typer.echo(json.dumps(as_data(found), indent=2))


@application.command()
def export(
    environment: Environment,
    since: Annotated[int, typer.Option("--from", min=0, help="The first event.")] = 0,
) -> None:
    """Print every event as it is stored, a line each: the bytes whose SHA-256 the next one names.

    Exit code: 0, or 1 when something could not be read.
    """
    from ops.operations.audit.proof import read_events  # noqa: PLC0415 (as in ops.commands.status)

    for event in read_events(_place(environment).store, since):
        sys.stdout.write(event.content.decode() + "\n")


@application.command()
def prove(
    environment: Environment,
    event: Annotated[int | None, typer.Option("--event", min=0, help="That this event is under it.")] = None,
    since: Annotated[int | None, typer.Option("--since", min=0, help="That it goes on from this one.")] = None,
    number: Number = None,
) -> None:
    """Print a proof as JSON: that an event is under a checkpoint, or that the log goes on from a former checkpoint.

    How to check one without this program, docs/evidence.md says. Exit code: 0; 1 when there is no such proof; 2: wrong
    usage.
    """
    from ops.operations.audit.proof import prove_consistency, prove_inclusion, read_note  # noqa: PLC0415

    if (event is None) == (since is None):
        raise typer.BadParameter("give either --event or --since")

    def prepare() -> dict[str, Any]:
        store = _place(environment).store
        note = read_note(store, number)
        if event is not None:
            return prove_inclusion(store, event, note)
        return prove_consistency(store, read_note(store, since), note)

    typer.echo(json.dumps(waiting("reading the events under the checkpoint", prepare), indent=2))


@application.command()
def verify(
    environment: Environment,
    key: Annotated[
        str, typer.Option("--key", help="The fingerprint that the key must have.", show_default="what KMS has")
    ] = "",
    as_json: Json = False,
) -> None:
    """Read the whole log, and name what is wrong: with events, with checkpoints, with what the witness has of them.

    Give --key what you noted down earlier, and KMS is not asked to be believed.

    Exit code 0: nothing is wrong. 1: it could not be read. 2: wrong usage. 3: something is wrong.
    """
    from ops.operations.audit.verification import verify_place  # noqa: PLC0415 (as in ops.commands.status)

    place, found = waiting(
        f"verifying the audit log of {environment}", lambda: verify_place(_place(environment), fingerprint=key)
    )
    typer.echo(json.dumps(_as_data(place, found), indent=2) if as_json else _as_text(place, found))
    if found.faults:
        raise typer.Exit(EXIT_FAULTS)


@application.command()
def checkpoint(environment: Environment) -> None:
    """Sign what has been appended, and give the witness what it lacks. It can be run at any time.

    Exit code: 0, or 1 when you may not sign, or the log is broken.
    """
    note = waiting(f"signing the audit log of {environment}", lambda: _place(environment).log().checkpoint())
    typer.echo(
        note.content.decode() if note else f"{environment}: no events yet, so there is nothing to sign", nl=False
    )


@application.command(name="key")
def public_key(environment: Environment) -> None:
    """Print the public key that checkpoints are signed by, in PEM, for `openssl` and for safekeeping.

    Exit code: 0, or 1 when KMS does not tell.
    """
    found = waiting("asking KMS", lambda: _place(environment).signer.public_key)
    encoded = base64.encodebytes(found.der).decode().replace("\n", "")
    lines = [encoded[at : at + 64] for at in range(0, len(encoded), 64)]
    typer.echo("\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----"]))
    sys.stderr.write(f"fingerprint: sha256:{found.fingerprint}\n")


def _place(environment: str) -> AuditPlace:
    from ops.operations.audit.place import place_of  # noqa: PLC0415 (as in ops.commands.status)

    return place_of(environment, os.environ)


def _short(kind: str) -> str:
    return kind.removeprefix(_PREFIX)


def _row(event: Event) -> list[str]:
    actor = str(event.attributes["actor"]).rpartition(":")[2]
    subject = str(event.attributes["subject"])
    return [str(event.sequence), str(event.attributes["time"]), _short(event.type), subject, actor]


def _as_data(place: AuditPlace, found: Verified) -> dict[str, Any]:
    return {
        "environment": place.environment,
        "events": found.events,
        "checkpoints": found.checkpoints,
        "covered": found.covered,
        "witness": place.witness.bucket if place.witness else None,
        "findings": [
            {"kind": each.kind, "where": each.where, "what": each.what, "fault": each.is_fault}
            for each in found.findings
        ],
    }


def _as_text(place: AuditPlace, found: Verified) -> str:
    told = [str(each) for each in found.findings]
    if place.no_witness:
        told.append(f"no witness: {place.no_witness}")
    total = f"{found.events} events, {found.checkpoints} checkpoints, the last over {found.covered}"
    verdict = f"{len(found.faults)} faults" if found.faults else "nothing is wrong"
    return "\n".join([*told, f"{place.environment}: {total}: {verdict}"])

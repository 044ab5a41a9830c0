"""`portarium sandbox`: the local cloud, from nothing to `pulumi up` and back."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from portarium_sandbox import environment, lifecycle, logs, status, tour
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import FOLDER_VARIABLE, Folder
from portarium_sandbox.pods import command as mapping
from portarium_sandbox.progress import Progress
from portarium_sandbox.project import Project


class OneLineErrors(TyperGroup):
    """Shows a fault that a user can mend as `portarium` shows its own: one line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except SandboxError as error:
            sys.stderr.write(f"portarium: {error}\n")
            raise typer.Exit(1) from None


application = typer.Typer(
    cls=OneLineErrors,
    help="A local cloud: the real Pulumi engine, AWS calls and Kubernetes, without an account.",
    no_args_is_help=True,
)

FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        help="The sandbox's folder; two sandboxes need two.",
        show_default=f"${FOLDER_VARIABLE}, else .sandbox in the checkout",
        file_okay=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


class ProvidersChoice(StrEnum):
    """Who makes the resources."""

    doubles = "doubles"
    official = "official"


@application.command()
def up(
    folder: FolderOption = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The AWS endpoint's port.", show_default="any that is free")
    ] = None,
    providers: Annotated[
        ProvidersChoice | None,
        typer.Option(help="Our doubles, or the official plugins where they are installed.", show_default="doubles"),
    ] = None,
) -> None:
    """Bring the sandbox up; at once when it is up already. The first time builds the engine: about ten minutes."""
    where = Folder.resolve(folder)
    current = lifecycle.up(
        where, Project.read(), Progress(), port=port, providers=providers.value if providers else None
    )
    typer.echo(f"The sandbox is up: AWS at {current.url('cloud')}, state in {where.root}.")
    typer.echo('Next: eval "$(portarium sandbox env)" && pulumi preview -s dev')


@application.command(name="try")
def try_(folder: FolderOption = None) -> None:
    """Bring the sandbox up, deploy dev into it, and show what was made and what to try next."""
    sys.exit(tour.run(Folder.resolve(folder), Project.read(), Progress()))


@application.command()
def down(folder: FolderOption = None) -> None:
    """Stop every process of the sandbox; its state stays for the next `up`."""
    stopped = lifecycle.down(Folder.resolve(folder))
    typer.echo("The sandbox is down; its state is kept." if stopped else "The sandbox was down already.")


@application.command()
def reset(
    folder: FolderOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop the sandbox and remove its state: AWS, clusters and Pulumi stacks. The built binaries stay."""
    where = Folder.resolve(folder)
    if not yes and sys.stdin.isatty() and where.root.exists():
        typer.confirm(f"Remove everything in {where.root}?", abort=True)
    removed = lifecycle.reset(where)
    typer.echo(f"Removed {where.root}." if removed else "There was nothing to remove.")


@application.command(name="status")
def status_(folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """Show what runs, where it listens and what is deployed. Exit code 3 when the sandbox is not up."""
    current = status.read(Folder.resolve(folder))
    typer.echo(current.as_json() if as_json else current.as_text())
    if current.state != "up":
        raise typer.Exit(3)


@application.command()
def env(folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """Print what makes a shell work on the sandbox. Use it as: eval "$(portarium sandbox env)"."""
    where = Folder.resolve(folder)
    current = lifecycle.require_up(where)
    if as_json:
        typer.echo(json.dumps(environment.variables(where, current), indent=2))
    else:
        typer.echo(environment.as_shell(where, current))


@application.command(context_settings={"allow_interspersed_args": True})
def run(  # noqa: PLR0917 # Typer reads the options off the signature
    image: Annotated[str | None, typer.Argument(help="An image's name, without registry and tag.")] = None,
    command: Annotated[list[str] | None, typer.Argument(help="What is executed, after two dashes.")] = None,
    folder: FolderOption = None,
    directory: Annotated[
        Path | None, typer.Option(help="Where it is executed.", show_default="where you are", file_okay=False)
    ] = None,
    env: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A variable of the image's; PATH is yours.")
    ] = None,
    user: Annotated[int | None, typer.Option(min=0, help="The user that the image names, as a number.")] = None,
    wrap: Annotated[
        bool, typer.Option("--wrap", help="Have a pod's own command follow, where it would replace this one.")
    ] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Leave the image's pods to be played again.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="Show what is mapped.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Execute a command of this machine in the place of an image: portarium sandbox run IMAGE -- COMMAND."""
    where = Folder.resolve(folder)
    if list_ or image is None:
        typer.echo(mapping.listing(where, as_json=as_json))
    elif forget:
        mapping.forget(where, image)
        _tell_mapped(where, f"{image} is played again, for new pods.", as_json=as_json)
    else:
        replaced = mapping.map_image(
            where, image, command or [], directory=directory, variables=env or [], user=user, wrap=wrap
        )
        new = (
            "New pods run it; those that run already keep what they have."
            if replaced
            else "Its pods run it from now on."
        )
        _tell_mapped(where, f"{image} is mapped. {new}", as_json=as_json)


def _tell_mapped(where: Folder, text: str, *, as_json: bool) -> None:
    typer.echo(mapping.listing(where, as_json=True) if as_json else text)


@application.command(name="logs")
def logs_(
    name: Annotated[str | None, typer.Argument(help="One log only.", show_default="all, interleaved by file")] = None,
    folder: FolderOption = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of the last lines.")] = 40,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Keep printing what is added.")] = False,
) -> None:
    """Print the ends of the sandbox's logs."""
    for line in logs.read(Folder.resolve(folder), name, lines=lines, follow=follow):
        typer.echo(line)

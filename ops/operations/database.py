"""A shell in an environment's database, as a user whom IAM lets in; no password is read, kept or typed."""

# ruff: noqa: S603 (psql by its path, with words that no shell reads)

import subprocess
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Protocol

from domain import ports
from domain.project import PROJECT
from domain.stack_name import is_review
from ops import extensions
from ops.operations.aws import Aws
from ops.operations.backend import Backend
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from ops.operations.profiles import in_account
from ops.operations.stack_state import read_stack
from settings.registry import Registry

ADDRESS = "databaseAddress"
_BUNDLE = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"
REGION_LABEL = 2
"""Which label of a database's name is its region."""


class Way(Protocol):
    """How `psql` comes to a database."""

    @property
    def psql(self) -> str: ...  # noqa: D102 (its path)

    def open(self) -> AbstractContextManager[Mapping[str, str]]:
        """Give the connection parameters, for as long as they lead there."""
        ...


@dataclass(frozen=True, kw_only=True)
class Network:
    """The way through the network that this machine is in, to a certificate that it trusts."""

    host: str
    psql: str
    authority: Path

    @contextmanager
    def open(self) -> Generator[Mapping[str, str]]:
        """Have libpq check the certificate, by its name and by RDS's authority."""
        yield {
            "host": self.host,
            "port": str(ports.DATABASE),
            "sslmode": "verify-full",
            "sslrootcert": str(self.authority),
        }


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Who signs in, how he comes there and what he shows."""

    way: Way
    user: str
    token: str
    variables: Mapping[str, str]


def sign_in(environment: str, backend: Backend, *, user: str = "", known: Registry | None = None) -> SignIn:
    """Find the database of an environment and the way to it, and have IAM make a token for a user of it."""
    entries = known or registry()
    require_environment(environment, entries)
    host: str | None = read_stack(environment, backend).outputs.get(ADDRESS)
    if not host:
        raise OperationError(f"{environment} has no database; pulumi up -s {environment} makes one")
    # A review environment lies beside the first one.
    of_account = entries.stacks[0] if is_review(environment) else environment
    variables = in_account(entries.account_of(of_account), backend.variables)
    region = host.split(".")[REGION_LABEL]
    aws = Aws(region, variables)
    name = user or caller_name(aws.ask("sts", "get_caller_identity")["Arn"])
    return SignIn(way=_way(host, variables), user=name, token=aws.login_token(host, name), variables=variables)


def run(found: SignIn, *, command: str = "") -> int:
    """Run `psql`, with a command or for a person, and give its exit code."""
    words = ["--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", command] if command else []
    with found.way.open() as parameters:
        wanted = {**parameters, "user": found.user, "dbname": PROJECT}
        information = " ".join(f"{key}={_quoted(value)}" for key, value in wanted.items())
        # By a variable: a word on the command line is read by every process of the machine.
        environment = {**found.variables, "PGPASSWORD": found.token}
        return subprocess.run([found.way.psql, *words, information], env=environment, check=False).returncode


def caller_name(arn: str) -> str:
    """The name of the role or the user that an identity is of, which is what its user in a database is called."""
    kind, *rest = arn.rpartition(":")[2].split("/")
    if kind not in ("assumed-role", "user") or not rest:
        raise OperationError(f"{arn} is neither a role nor a user; name a user of the database with --user")
    return rest[0] if kind == "assumed-role" else rest[-1]


def _way(host: str, variables: Mapping[str, str]) -> Way:
    for backend in extensions.load(extensions.BACKENDS).values():
        if way := backend.way_to_database(host, variables):
            return way
    psql = which("psql", path=variables.get("PATH"))
    if psql is None:
        raise OperationError("psql is not on PATH; it comes with PostgreSQL's client (Debian: postgresql-client)")
    named = variables.get("PGSSLROOTCERT")
    home = variables.get("HOME") or str(Path.home())
    authority = Path(named) if named else Path(home) / ".postgresql" / "root.crt"
    if not authority.is_file():
        raise OperationError(f"{authority}: no such file; it has RDS's authorities, which are at {_BUNDLE}")
    return Network(host=host, psql=psql, authority=authority)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

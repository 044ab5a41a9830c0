"""A PostgreSQL of the tests' own, with a master as RDS has one: no superuser, but one who makes roles and databases."""

from __future__ import annotations

import itertools
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import psycopg
from psycopg.sql import SQL, Identifier

from database.connection import Connection, as_owner
from database.history import read_history
from database.options import Options
from database.runner import Outcome, apply
from database.target import Target, of_tenant, shared
from database.verify import Finding, verify
from database.witness import Witness
from domain.tenant import DataTier, TenantId
from portarium_sandbox.databases.server import DatabaseServer

MAJORS = (16, 18)
OPTIONS = Options(by="a test", parallel=4, patience_seconds=10.0, lock_seconds=5.0, statement_seconds=300.0, attempts=5)
HISTORY = read_history()
_MASTER, _SUPERUSER, _ENVIRONMENT = "keeper", "rdsadmin", "migration-rights"
_NUMBERS = itertools.count(1)
_START_SECONDS = 30.0
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server, by the folder of its socket."""

    major: int
    folder: Path
    process: DatabaseServer

    @contextmanager
    def as_(self, user: str, database: str) -> Generator[Connection]:
        """Sign in as anybody: nobody is asked for a password here."""
        with psycopg.connect(host=str(self.folder), user=user, dbname=database, autocommit=True) as connection:
            yield connection

    def site(self, template: str = "template1") -> Site:
        """A database that belongs to another's role, as an environment's does before the first migration."""
        name = f"site{next(_NUMBERS)}"
        parts = (Identifier(name), Identifier(_ENVIRONMENT), Identifier(template))
        with self.as_(_SUPERUSER, "postgres") as administrator:
            administrator.execute(SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*parts))
            administrator.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(parts[0]))
        return Site(server=self, database=name)


@dataclass(frozen=True, kw_only=True)
class Site:
    """An environment's database."""

    server: Server
    database: str

    @property
    def shared(self) -> Target:
        """The tables that most tenants share."""
        return shared(self.database)

    def tenant(self, name: str, tier: DataTier) -> Target:
        """A tenant with a place of its own, which no other site has."""
        return of_tenant(TenantId(f"{name}-{self.database}"), tier, self.database)

    @contextmanager
    def open(self, database: str) -> Generator[Connection]:
        """As whoever runs migrations."""
        with self.server.as_(_MASTER, database) as connection:
            yield connection

    @contextmanager
    def superuser(self, target: Target | None = None) -> Generator[Connection]:
        """As whom nothing in a database holds back."""
        database = target.database if target else self.database
        with self.server.as_(_SUPERUSER, database) as connection:
            if target:
                connection.execute(SQL("SET search_path = {}").format(Identifier(target.schema)))
            yield connection

    @contextmanager
    def member(self, target: Target) -> Generator[Connection]:
        """As somebody who signs in and may do what a target's members may."""
        login = f"{target.member}_in"
        # Threads of a test that come at a time would meet in the catalogue.
        with _ONE_AT_A_TIME, self.superuser(target) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,)).fetchone():
                made = SQL("CREATE ROLE {} LOGIN IN ROLE {}")
                connection.execute(made.format(Identifier(login), Identifier(target.member)))
            allowed = SQL("GRANT CONNECT ON DATABASE {} TO {}")
            connection.execute(allowed.format(Identifier(target.database), Identifier(login)))
        with self.server.as_(login, target.database) as connection:
            connection.execute(SQL("SET search_path = {}").format(Identifier(target.schema)))
            yield connection

    def apply(self, *tenants: Target, options: Options = OPTIONS) -> tuple[Outcome, ...]:
        """Run the migrations."""
        return apply((self.shared, *tenants), HISTORY, self.open, options, lambda _line: None)

    def owner(self, workspace: str, statement: str, target: Target | None = None) -> None:
        """Do something as the owner, after having entered a workspace."""
        place = target or self.shared
        with self.open(place.database) as connection, as_owner(connection, place.schema):
            connection.execute("SELECT enter_workspace(%s)", (workspace,))
            connection.execute(statement.encode())

    def register(self, workspace: str, target: Target | None = None) -> None:
        """Register a workspace among the shared tables, or somewhere else."""
        place = target or self.shared
        with self.open(place.database) as connection, as_owner(connection, place.schema):
            connection.execute("SELECT register_workspace(%s, %s)", (workspace, place.tier))

    def findings(self, *tenants: Target, witness: Witness | None = None) -> list[str]:
        """What a verification finds, a line each."""
        found = verify((self.shared, *tenants), HISTORY, self.open, witness or {}).findings
        return [_line(one) for one in found]


@contextmanager
def running(major: int, folder: Path) -> Generator[Server]:
    """A server for as long as somebody needs it."""
    process = DatabaseServer(name=f"postgresql-{major}", folder=folder, major=major, log_file=folder / "log")
    start(process)
    try:
        server = Server(major=major, folder=process.data, process=process)
        with server.as_(_SUPERUSER, "postgres") as administrator:
            administrator.execute(SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE").format(Identifier(_MASTER)))
        with server.as_(_MASTER, "postgres") as master:
            master.execute(SQL("CREATE ROLE {}").format(Identifier(_ENVIRONMENT)))
            give = SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")
            master.execute(give.format(Identifier(_ENVIRONMENT)))
        yield server
    finally:
        process.remove()


def start(process: DatabaseServer) -> None:
    """Start a server, and wait until it lets somebody in."""
    process.start({"max_connections": "80"}, "local all all trust\n")
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(process.data), user=_SUPERUSER, dbname="postgres").close()
        except psycopg.OperationalError:
            assert time.monotonic() < end, "the server does not start"
            time.sleep(0.05)
        else:
            return


def _line(finding: Finding) -> str:
    return f"{finding.where}: {finding.problem}"

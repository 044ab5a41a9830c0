"""The way in to the server of a plan: the certificate is always checked, and what PostgreSQL says is one line."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from domain.project import PROJECT
from ops.operations.access.login_secret import read_credentials
from ops.operations.access_plan import AccessPlan
from ops.operations.aws import Aws
from ops.operations.error import OperationError

Connection = psycopg.Connection[TupleRow]

HOME = "postgres"
"""The database that each instance of RDS has, where what belongs to no database is done."""

_CONNECT_SECONDS = 10
_LOCK_PATIENCE = "15min"
# In the words of PostgreSQL, and of RDS for those whom IAM lets in.
_REFUSED = ("password authentication failed", "PAM authentication failed")
# Any number, as long as nobody else takes it for something else.
_LOCK = 2_026_112_601


class RefusedError(OperationError):
    """Who signs in is not let in; whoever has the right password is."""


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """A plan, with the account of its secrets."""

    plan: AccessPlan
    aws: Aws
    authority: Path
    """Whom to believe that a server is the database's, on this machine."""

    @contextmanager
    def as_master(self, database: str) -> Generator[Connection]:
        """Sign in as the server's master user."""
        held = read_credentials(self.aws, self.plan.server.master_secret)
        if held is None:
            raise OperationError(f"{self.plan.server.master_secret}: has no value yet; RDS writes it")
        try:
            opened = self._open(held.username, held.password, database)
        except RefusedError:
            # Who makes a role is its administrator, which PostgreSQL counts as a member: of rds_iam, too, in the end.
            try:
                opened = self._open(held.username, self._token(held.username), database)
            except RefusedError as refused:
                raise RefusedError(f"{refused}, neither with the secret of the master nor with a token") from None
        with _in_one_line(opened):
            yield opened

    @contextmanager
    def alone(self) -> Generator[Connection]:
        """Sign in as the master while nobody else does by this program: two at a time would undo each other's work."""
        with self.as_master(HOME) as connection:
            connection.execute("SELECT set_config('lock_timeout', %s, false)", (_LOCK_PATIENCE,))
            connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            yield connection

    @contextmanager
    def by_token(self, user: str, database: str) -> Generator[Connection]:
        """Sign in as somebody whom IAM lets in."""
        with _in_one_line(self._open(user, self._token(user), database)) as connection:
            yield connection

    def lets_in(self, user: str, password: str, database: str) -> bool:
        """Whether a password is the right one; raise OperationError when nobody could have come in."""
        try:
            self._open(user, password, database).close()
        except RefusedError:
            return False
        return True

    def _token(self, user: str) -> str:
        return self.aws.login_token(self.plan.server.host, user)

    def _open(self, user: str, password: str, database: str) -> Connection:
        server = self.plan.server
        if not self.authority.is_file():
            raise OperationError(f"{self.authority}: no such file; it has the authorities of RDS (--authority)")
        try:
            return psycopg.connect(
                host=server.host,
                port=server.port,
                user=user,
                password=password,
                dbname=database,
                sslmode="verify-full",
                sslrootcert=str(self.authority),
                gssencmode="disable",
                connect_timeout=_CONNECT_SECONDS,
                application_name=PROJECT,
                autocommit=True,
            )
        except psycopg.Error as error:
            message = _line(error)
            kind = RefusedError if any(words in message for words in _REFUSED) else OperationError
            raise kind(f"{server.host}: {message}") from None


@contextmanager
def _in_one_line(connection: Connection) -> Generator[Connection]:
    """Close a connection in the end; what the server refuses until then is told without the statement it was said to.

    A statement may have a verifier of a password in it.
    """
    try:
        with connection:
            yield connection
    except psycopg.Error as error:
        raise OperationError(f"{connection.info.dbname}: {_line(error)}") from None


def _line(error: psycopg.Error) -> str:
    parts: list[Any] = [error.diag.message_primary, error.diag.message_detail]
    return "; ".join(part for part in parts if part) or " ".join(str(error).split())

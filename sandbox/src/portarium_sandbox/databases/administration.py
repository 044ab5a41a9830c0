"""What RDS does inside an instance as its own superuser, through a socket that nobody else reaches."""

import struct
from pathlib import Path

from portarium_sandbox.databases import roles, wire
from portarium_sandbox.databases.socket_path import connect

# From the first message on, because a statement is logged before it is run.
_QUIET = "-c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic"


class AdministrationError(Exception):
    """PostgreSQL refused, or is not there."""


def prepare(folder: Path, *, master: str, password: str, database: str) -> None:
    """Make the master user and the first database unless they are there, and give the user its password.

    Nothing of it is logged: the statement has the password in it.
    """
    known = _run(folder, roles.finding_role(master))
    _run(folder, roles.master(master, password, exists=bool(known)))
    wanted = database or "postgres"
    if not _run(folder, roles.finding_database(wanted)):
        _run(folder, f"CREATE DATABASE {roles.identifier(wanted)} OWNER {roles.identifier(master)}")
    if not known:
        _run(folder, f"ALTER DATABASE postgres OWNER TO {roles.identifier(master)}")


def answers(folder: Path) -> bool:
    """Whether PostgreSQL takes connections."""
    try:
        return bool(_run(folder, "SELECT 1"))
    except (AdministrationError, OSError):
        return False


def _run(folder: Path, statements: str) -> int:
    """Run statements, and give the number of rows that they found."""
    with connect(folder) as connection, connection.makefile("rb") as answer:
        connection.sendall(wire.start(user=roles.ADMINISTRATOR, database="postgres", options=_QUIET))
        rows, problem, asked = 0, "", False
        while head := answer.read(5):
            kind, length = struct.unpack("!ci", head)
            body = answer.read(length - 4)
            rows += kind == b"D"
            if kind == b"E":
                problem = problem or _message(body)
            if kind == b"Z" and asked:
                break
            if kind == b"Z":
                asked = True
                connection.sendall(wire.Message(b"Q", statements.encode() + b"\0").content)
        if problem or not asked:
            raise AdministrationError(problem or "the connection ended")
        return rows


def _message(body: bytes) -> str:
    fields = {field[:1]: field[1:].decode(errors="replace") for field in body.split(b"\0") if field}
    return fields.get(b"M", "an error without a message")

"""A parameter group as settings of PostgreSQL: what it can take, what is the door's, and what means nothing here."""

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from portarium_sandbox.databases import formula
from portarium_sandbox.databases.binaries import programs
from portarium_sandbox.databases.privileges import unprivileged

_RDS = "rds."
_OF_THE_DOOR = frozenset({"rds.force_ssl", "rds.accepted_password_auth_method", "ssl_min_protocol_version"})
# Of what a PostgreSQL on this machine has to be: where it is, how small it is, and that it has nothing but itself.
_OURS = ("ssl", "archive_", "unix_socket_", "log_destination", "log_directory", "log_filename", "log_rotation_", "krb_")
_OURS_ALONE = frozenset(
    {
        *("config_file", "data_directory", "external_pid_file", "hba_file", "ident_file", "listen_addresses", "port"),
        *("dynamic_library_path", "fsync", "full_page_writes", "huge_pages", "logging_collector", "shared_buffers"),
        *("local_preload_libraries", "session_preload_libraries", "shared_preload_libraries"),
        *("event_source", "shared_memory_type", "dynamic_shared_memory_type", "wal_log_hints"),
    }
)
# By what RDS accepts; PostgreSQL's "md5" takes both.
_PASSWORD_METHODS = {"scram": "scram-sha-256"}
DEFAULTS: Mapping[str, str] = {
    "max_connections": "LEAST({DBInstanceClassMemory/9531392},5000)",
    "rds.force_ssl": "1",
    "rds.accepted_password_auth_method": "md5+scram",
    "password_encryption": "scram-sha-256",
    "log_line_prefix": "%t:%r:%u@%d:[%p]:",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
"""What RDS has where a group says nothing, and PostgreSQL has something else."""


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What an instance runs with."""

    settings: Mapping[str, str]
    """The settings that PostgreSQL takes."""
    force_ssl: bool
    """Whether the door refuses a client without TLS."""
    password_method: str
    """The method of `pg_hba.conf` by which a password is checked."""
    oldest_tls: str
    """The oldest TLS that the door speaks, in PostgreSQL's words."""
    left_out: tuple[str, ...]
    """The names of those that mean nothing here."""


def read(major: int, given: Mapping[str, str], memory: int) -> Parameters:
    """Sort what a group has."""
    wanted = {**DEFAULTS, **given}
    settings: dict[str, str] = {}
    left_out: list[str] = []
    known = _known(major)
    for name, value in sorted(wanted.items()):
        if name.startswith(_RDS) or (name.lower() in known and not _is_ours(name)):
            try:
                settings[name] = str(formula.value_of(value, memory)) if formula.is_formula(value) else value
            except formula.FormulaError:
                left_out.append(name)
        elif name not in _OF_THE_DOOR:
            left_out.append(name)
    return Parameters(
        settings=settings,
        force_ssl=wanted["rds.force_ssl"] in ("1", "on", "true"),
        password_method=_PASSWORD_METHODS.get(wanted["rds.accepted_password_auth_method"], "md5"),
        oldest_tls=wanted.get("ssl_min_protocol_version", "TLSv1.2"),
        left_out=tuple(left_out),
    )


def as_file(settings: Mapping[str, str]) -> str:
    """Settings as PostgreSQL reads them."""
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def immediate(entries: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """The names of those that a group's owner wants in force at once."""
    return frozenset(entry["ParameterName"] for entry in entries if entry.get("ApplyMethod") == "immediate")


def _is_ours(name: str) -> bool:
    return name in _OURS_ALONE or name.startswith(_OURS)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


@cache
def _known(major: int) -> frozenset[str]:
    """All that PostgreSQL can be told, by its own word."""
    command = [*unprivileged(), str(programs(major) / "postgres"), "--describe-config"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/")  # noqa: S603 # our own command
    return frozenset(line.split("\t", 1)[0].lower() for line in told.stdout.splitlines())

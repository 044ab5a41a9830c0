"""PostgreSQL's configuration: what its parameter group says in AWS, as far as a server without RDS can follow."""

from collections.abc import Mapping

from domain.database_parameters import plain_parameters

LISTENING = {"listen_addresses": "*"}
"""What a container needs besides; a process is told where it listens."""


def server_configuration() -> str:
    """The server's file."""
    return as_file({**LISTENING, **plain_parameters()})


def access_rules() -> str:
    """Who comes in: everybody with a password, checked as in AWS, from wherever the container is reached."""
    return "\n".join(
        [
            "# TYPE DATABASE USER ADDRESS METHOD",
            "local all all trust",
            "host all all all scram-sha-256",
            "",
        ]
    )


def as_file(settings: Mapping[str, str]) -> str:
    """Settings as PostgreSQL reads them."""
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())

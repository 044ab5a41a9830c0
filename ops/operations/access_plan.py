"""The plan of an environment's database access: which logins there are, what each may do, and where its secret is."""

from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StrictInt, model_validator

from domain.names import DnsLabel, Region
from domain.text import Text
from ops.operations.error import OperationError
from ops.operations.plan_file import read_as
from ops.operations.workloads import WorkloadKind
from settings.section import Section, invalid

Rights = Literal["own", "write"]
DatabasePort = Annotated[StrictInt, Field(ge=1, le=65535)]


class SecretArn(Text):
    """A secret of AWS Secrets Manager."""

    pattern: ClassVar[str] = r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@!-]+"
    expected: ClassVar[str] = "the ARN of a secret"
    example: ClassVar[str] = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portarium/dev/database/api-a1B2c3"


class DatabaseName(Text):
    """A database of PostgreSQL."""

    pattern: ClassVar[str] = r"[a-z][a-z0-9_]{0,62}"
    expected: ClassVar[str] = "a database's name (lower-case letters, digits and underscores)"
    example: ClassVar[str] = "portarium"


class Server(Section):
    """The server, and how it is entered."""

    host: str = Field(min_length=1)
    """The name that its certificate is checked against."""
    port: DatabasePort
    """Where it listens."""
    authority: str = Field(min_length=1)
    """The file with whom clients believe that a server is the database's, where they have it."""
    master_secret: SecretArn
    """The secret with the master user's name and password, which RDS keeps."""


class Database(Section):
    """A database on the server; one that is not there yet is made."""

    name: DatabaseName
    """What it is called."""
    owner: DnsLabel
    """The login whose rights own it and what is in it."""


class Login(Section):
    """Who signs in to a database: by a token of IAM under its own name, by a password under one of two others."""

    name: DnsLabel
    """What it is called, as a component is."""
    database: DatabaseName
    """The database that it is let into."""
    rights: Rights
    """`own`: makes and changes what is in the database; `write`: reads and writes rows of what the owner makes."""
    secret: SecretArn
    """The secret with its password, as a DSN and in parts."""


class Registration(Section):
    """Rows that the application needs, which none of its processes writes."""

    login: DnsLabel
    """Who writes them, signed in by a token of IAM."""
    tenants: tuple[str, ...] = Field(min_length=1)
    """The tenants that are registered."""


class Restart(Section):
    """A workload that reads a login's secret at its start alone."""

    login: DnsLabel
    """Whose secret it is."""
    namespace: DnsLabel
    """Where both objects are."""
    external_secret: str = Field(min_length=1)
    """The external secret by which the value comes into the cluster."""
    deployment: str = Field(min_length=1)
    """What is restarted, by its name."""
    kind: WorkloadKind = "deployments"
    """What of Kubernetes' kinds that is."""


class AccessPlan(Section):
    """All of it."""

    region: Region
    """The region of the server and of the secrets."""
    server: Server
    """The server."""
    databases: tuple[Database, ...] = Field(min_length=1)
    """Its databases."""
    logins: tuple[Login, ...] = Field(min_length=1)
    """Who signs in."""
    generated: tuple[SecretArn, ...] = ()
    """Secrets that are random text, which nobody has to know."""
    registration: Registration | None = None
    """The rows that are registered."""
    restarts: tuple[Restart, ...] = ()
    """What a rotation restarts."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        names: list[str] = [login.name for login in self.logins]
        databases: list[str] = [database.name for database in self.databases]
        for at, found in (("logins", names), ("databases", databases)):
            if twice := [name for name in found if found.count(name) > 1]:
                raise invalid(at, f"{twice[0]} is there twice; each has a name of its own")
        for database in self.databases:
            owner = next((login for login in self.logins if login.name == database.owner), None)
            if owner is None or owner.rights != "own" or owner.database != database.name:
                raise invalid("databases", f"{database.owner} owns {database.name}; it has to be a login that owns it")
        for login in self.logins:
            if login.database not in databases:
                raise invalid("logins", f"{login.name} is of {login.database}, which is not among the databases")
            if login.rights == "own" and self.owner_of(login.database) != login.name:
                raise invalid("logins", f"{login.name} owns {login.database}, whose owner is another; write, then")
        for at, found in (
            ("registration.login", [self.registration.login] if self.registration else []),
            ("restarts", [restart.login for restart in self.restarts]),
        ):
            if strangers := [name for name in found if name not in names]:
                raise invalid(at, f"{strangers[0]} is no login of the plan; known are {', '.join(names)}")
        return self

    def owner_of(self, database: str) -> str:
        """Return the login whose rights own a database."""
        return next(one.owner for one in self.databases if one.name == database)

    def login(self, name: str) -> Login:
        """Return a login; raise OperationError when the plan has none of the name."""
        for login in self.logins:
            if login.name == name:
                return login
        raise OperationError(f"{name}: no login of the plan; known are {', '.join(one.name for one in self.logins)}")


def read_plan(file: Path) -> AccessPlan:
    """Read a plan; raise OperationError with one line when it is not readable or wrong."""
    return read_as(AccessPlan, file)

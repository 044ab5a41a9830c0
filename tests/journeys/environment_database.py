"""The database of an environment, as its master meets it: to look, to stand in the way and to cut others off."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import urllib3

from domain.project import PROJECT
from portarium_sandbox.session import Session
from tests.application.migrations import LOCK

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class EnvironmentDatabase:
    """The instance of an environment."""

    sandbox: Session
    environment: str

    @property
    def instance(self) -> dict[str, Any]:
        """What RDS says of it."""
        rds = self.sandbox.boto3("rds", self.environment)
        found = rds.describe_db_instances()["DBInstances"]
        [instance] = [
            one for one in found if one["DBInstanceIdentifier"].startswith(f"{PROJECT}-{self.environment}-database")
        ]
        return instance

    @contextmanager
    def master(self) -> Generator[Connection]:
        """Sign in as the master."""
        instance = self.instance
        secrets = self.sandbox.boto3("secretsmanager", self.environment)
        secret = json.loads(
            secrets.get_secret_value(SecretId=instance["MasterUserSecret"]["SecretArn"])["SecretString"]
        )
        endpoints = urllib3.request("GET", f"{self.sandbox.record.url('cloud')}/_sandbox/endpoints").json()
        [way] = [one for one in endpoints if one["host"] == instance["Endpoint"]["Address"]]
        with psycopg.connect(
            host=way["host"],
            hostaddr=way["local_host"],
            port=way["local_port"],
            user=secret["username"],
            password=secret["password"],
            dbname=PROJECT,
            sslmode="verify-full",
            sslrootcert=way["authority"],
            autocommit=True,
        ) as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Generator[None]:
        """Hold the lock of migrations, as another run does that has not ended."""
        with self.master() as connection:
            assert connection.execute(f"SELECT pg_try_advisory_lock({LOCK})".encode()).fetchone() == (True,)
            yield

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement as the master, and give what it finds."""
        with self.master() as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []

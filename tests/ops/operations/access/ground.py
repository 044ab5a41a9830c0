"""A server of the sandbox with a real PostgreSQL 16, its secrets, and plans for databases of the tests' own.

The server, Secrets Manager and IAM are the sandbox's doubles; PostgreSQL, TLS and SCRAM are real.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import psycopg
import urllib3

from ops.operations.access.entrance import Entrance
from ops.operations.access_plan import AccessPlan
from ops.operations.aws import Aws
from portarium_sandbox.aws_client import client
from portarium_sandbox.identity import trust_policy
from portarium_sandbox.patience import eventually

REGION = "eu-central-1"
ACCOUNT = "123456789012"
MASTER = "keeper"
_NAME = "shared"
_STOP_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A cloud with one server."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where the cloud's AWS is."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, service: str) -> Any:
        """A client of the root's."""
        return client(service, endpoint=self.url, region=REGION)

    def instance(self) -> dict[str, Any]:
        """All that RDS says of the server."""
        return self.client("rds").describe_db_instances(DBInstanceIdentifier=_NAME)["DBInstances"][0]

    @cached_property
    def endpoint(self) -> dict[str, Any]:
        """Where the server's name leads on this machine."""
        answer = urllib3.request("GET", f"{self.url}/_sandbox/endpoints")
        host = self.instance()["Endpoint"]["Address"]
        return next(one for one in json.loads(answer.data) if one["host"] == host)

    def session(self, name: str, *statements: Mapping[str, Any]) -> dict[str, str]:
        """The variables of a session of a role with these rights."""
        iam = self.client("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust_policy(ACCOUNT)))["Role"]
        if statements:
            document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
            iam.put_role_policy(RoleName=name, PolicyName="rights", PolicyDocument=document)
        keys = self.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="me")["Credentials"]
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }

    @cached_property
    def worker(self) -> dict[str, str]:
        """The variables of a session that reads and writes all secrets, and gets a token for anybody."""
        secrets = {
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "kms:Decrypt"],
            "Resource": "*",
        }
        return self.session("worker", secrets, self.may_connect("*"))

    def may_connect(self, user: str) -> dict[str, Any]:
        """The right to a token."""
        resource = f"arn:aws:rds-db:{REGION}:{ACCOUNT}:dbuser:{self.instance()['DbiResourceId']}/{user}"
        return {"Effect": "Allow", "Action": "rds-db:connect", "Resource": resource}

    def log(self) -> str:
        """What the server has logged."""
        return (self.folder / "logs" / f"database-{_NAME}.log").read_text()

    def secret(self, name: str) -> str:
        """An empty secret, as an environment makes it; its ARN."""
        return self.client("secretsmanager").create_secret(Name=name)["ARN"]

    def value(self, secret: str) -> dict[str, Any]:
        """What a secret has."""
        return json.loads(self.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"])

    def plan(self, name: str) -> Site:
        """A plan for a database of this name, with an owner and a writer whose names begin so, and their secrets."""
        content = {
            "region": REGION,
            "server": {
                "host": self.endpoint["host"],
                "port": self.endpoint["local_port"],
                "authority": "/etc/portarium-database/rds-authorities.pem",
                "masterSecret": self.instance()["MasterUserSecret"]["SecretArn"],
            },
            "databases": [{"name": name, "owner": f"{name}-migration"}],
            "logins": [
                {"name": f"{name}-api", "database": name, "rights": "write", "secret": self.secret(f"{name}/api")},
                {
                    "name": f"{name}-migration",
                    "database": name,
                    "rights": "own",
                    "secret": self.secret(f"{name}/migration"),
                },
            ],
            "generated": [self.secret(f"{name}/token")],
            "registration": {"login": f"{name}-migration", "tenants": ["__global__", "ws-local-dev"]},
            "restarts": [
                {
                    "login": f"{name}-api",
                    "namespace": "apps-dev",
                    "externalSecret": "api-variables",
                    "deployment": "api",
                }
            ],
        }
        return Site(ground=self, name=name, content=content)


@dataclass(frozen=True, kw_only=True)
class Site:
    """A plan on the ground, and who signs in there."""

    ground: Ground
    name: str
    content: dict[str, Any]

    @property
    def plan(self) -> AccessPlan:
        """The plan as it is read."""
        return AccessPlan.model_validate(self.content)

    @property
    def entrance(self) -> Entrance:
        """The way in, as a role that may do all of it."""
        authority = Path(self.ground.endpoint["authority"])
        return Entrance(plan=self.plan, aws=Aws(REGION, self.ground.worker), authority=authority)

    def write(self, folder: Path) -> Path:
        """The plan as a file."""
        file = folder / "plan.json"
        file.write_text(json.dumps(self.content))
        return file

    def secret_of(self, login: str) -> dict[str, Any]:
        """What the secret of a login has."""
        return self.ground.value(self.plan.login(f"{self.name}-{login}").secret)

    def token(self, user: str) -> str:
        """A token for somebody."""
        return Aws(REGION, self.ground.worker).login_token(self.ground.endpoint["host"], user)

    def connect(self, user: str, password: str, database: str = "") -> psycopg.Connection[Any]:
        """Sign in as a client does that trusts RDS alone."""
        settings = {
            "host": self.ground.endpoint["host"],
            "port": self.ground.endpoint["local_port"],
            "user": user,
            "password": password,
            "dbname": database or self.name,
            "sslmode": "verify-full",
            "sslrootcert": self.ground.endpoint["authority"],
            "connect_timeout": 10,
        }
        return psycopg.connect(**cast("dict[str, Any]", settings), autocommit=True)

    def by_secret(self, login: str) -> psycopg.Connection[Any]:
        """Sign in with what the secret of a login says."""
        held = self.secret_of(login)
        return self.connect(held["username"], held["password"], held["dbname"])

    def by_token(self, login: str) -> psycopg.Connection[Any]:
        """Sign in as a login by a token."""
        user = f"{self.name}-{login}"
        return self.connect(user, self.token(user))

    def as_master(self, database: str = "") -> psycopg.Connection[Any]:
        """Sign in as the master."""
        held = self.ground.value(self.content["server"]["masterSecret"])
        return self.connect(held["username"], held["password"], database or "postgres")


class CloudProcess:
    """`python -m portarium_sandbox.cloud`, with one server that is available."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.ground = Ground(folder=folder / "state", port=port)
        self._log = folder / "cloud.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Ground:
        """Start the cloud, and make the server."""
        # No cluster is made, so nothing is run behind one.
        words = ["--folder", str(self.ground.folder), "--port", str(self.ground.port), "--controlplane", sys.executable]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "portarium_sandbox.cloud", *words], stdout=log, stderr=log
            )
        eventually(self._ready)
        self._make_server()
        return self.ground

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            self._process.wait(_STOP_SECONDS)

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text()
        try:
            answer = urllib3.request("GET", f"{self.ground.url}/_sandbox/health", retries=False)
        except urllib3.exceptions.HTTPError:
            return False
        return json.loads(answer.data).get("status") == "ready"

    def _make_server(self) -> None:
        ec2, rds = self.ground.client("ec2"), self.ground.client("rds")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"{REGION}{zone}")
            for index, zone in enumerate("ab")
        ]
        ids = [subnet["Subnet"]["SubnetId"] for subnet in subnets]
        rds.create_db_subnet_group(DBSubnetGroupName=_NAME, DBSubnetGroupDescription="tests", SubnetIds=ids)
        rds.create_db_parameter_group(
            DBParameterGroupName=_NAME, DBParameterGroupFamily="postgres16", Description="tests"
        )
        parameters = {"rds.force_ssl": "1", "log_statement": "ddl"}
        rds.modify_db_parameter_group(
            DBParameterGroupName=_NAME,
            Parameters=[
                {"ParameterName": name, "ParameterValue": value, "ApplyMethod": "immediate"}
                for name, value in parameters.items()
            ],
        )
        rds.create_db_instance(
            DBInstanceIdentifier=_NAME,
            DBInstanceClass="db.t4g.medium",
            Engine="postgres",
            EngineVersion="16",
            AllocatedStorage=20,
            DBName="portarium",
            MasterUsername=MASTER,
            ManageMasterUserPassword=True,
            EnableIAMDatabaseAuthentication=True,
            DBSubnetGroupName=_NAME,
            DBParameterGroupName=_NAME,
        )
        eventually(lambda: self.ground.instance()["DBInstanceStatus"], lambda status: status == "available")

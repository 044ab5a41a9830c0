"""A database instance of the tests' own, and how clients sign in to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

import psycopg
import urllib3

from portarium_sandbox.patience import eventually
from tests.cloud.cloud_process import CloudProcess

MASTER = "keeper"
PARAMETERS = {"rds.force_ssl": "1", "log_statement": "ddl", "shared_preload_libraries": "pg_stat_statements"}


@dataclass(frozen=True, kw_only=True)
class Database:
    """An instance, by its cloud and its name."""

    cloud: CloudProcess
    name: str

    @classmethod
    def create(cls, cloud: CloudProcess, name: str, **settings: Any) -> Database:
        """Make one in a network of its own, and wait until it is available."""
        ec2, rds = cloud.client("ec2"), cloud.client("rds")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"eu-central-1{zone}")
            for index, zone in enumerate("ab")
        ]
        rds.create_db_subnet_group(
            DBSubnetGroupName=name,
            DBSubnetGroupDescription="databases",
            SubnetIds=[subnet["Subnet"]["SubnetId"] for subnet in subnets],
        )
        rds.create_db_parameter_group(
            DBParameterGroupName=name, DBParameterGroupFamily="postgres16", Description="databases"
        )
        made = cls(cloud=cloud, name=name)
        made.set(PARAMETERS)
        defaults = {
            "DBInstanceClass": "db.t4g.medium",
            "Engine": "postgres",
            "EngineVersion": "16",
            "AllocatedStorage": 20,
            "DBName": "portarium",
            "MasterUsername": MASTER,
            "ManageMasterUserPassword": True,
            "EnableIAMDatabaseAuthentication": True,
            "DBSubnetGroupName": name,
            "DBParameterGroupName": name,
        }
        rds.create_db_instance(DBInstanceIdentifier=name, **(defaults | settings))
        return made.available()

    def set(self, parameters: dict[str, str], *, method: str = "immediate") -> None:
        """Change its parameter group."""
        self.cloud.client("rds").modify_db_parameter_group(
            DBParameterGroupName=self.name,
            Parameters=[
                {"ParameterName": name, "ParameterValue": value, "ApplyMethod": method}
                for name, value in parameters.items()
            ],
        )

    def available(self) -> Database:
        """Wait until it is."""
        eventually(self.status, lambda status: status == "available")
        return self

    def status(self) -> str:
        """What RDS says of it."""
        return str(self.describe()["DBInstanceStatus"])

    def describe(self) -> dict[str, Any]:
        """All that RDS says of it."""
        return self.cloud.client("rds").describe_db_instances(DBInstanceIdentifier=self.name)["DBInstances"][0]

    def endpoint(self) -> dict[str, Any]:
        """Where its name leads."""
        answer = urllib3.request("GET", f"{self.cloud.url}/_sandbox/endpoints")
        host = self.describe()["Endpoint"]["Address"]
        return next(one for one in json.loads(answer.data) if one["host"] == host)

    def password(self) -> str:
        """The master's, as Secrets Manager has it."""
        secret = self.describe()["MasterUserSecret"]["SecretArn"]
        answer = self.cloud.client("secretsmanager").get_secret_value(SecretId=secret)
        found = json.loads(answer["SecretString"])
        assert found["username"] == MASTER
        return found["password"]

    def connect(self, user: str = MASTER, password: str | None = None, **others: Any) -> psycopg.Connection[Any]:
        """Sign in as a client does that trusts RDS alone."""
        endpoint = self.endpoint()
        defaults = {
            "host": endpoint["host"],
            "hostaddr": endpoint["local_host"],
            "port": endpoint["local_port"],
            "user": user,
            "password": self.password() if password is None else password,
            "dbname": "portarium",
            "sslmode": "verify-full",
            "sslrootcert": endpoint["authority"],
            "connect_timeout": 10,
        }
        return psycopg.connect(**cast("dict[str, Any]", defaults | others), autocommit=True)

    def run(self, *statements: str) -> list[Any]:
        """Run statements as the master, and give what the last one found."""
        with self.connect() as connection:
            for statement in statements[:-1]:
                connection.execute(statement.encode())
            found = connection.execute(statements[-1].encode())
            return found.fetchall() if found.description else []

    def login(self, user: str) -> None:
        """Make a user whom IAM lets in."""
        self.run(f"CREATE ROLE {user} LOGIN", f"GRANT rds_iam TO {user}")

    def role(self, name: str, user: str, resource: str | None = None) -> dict[str, Any]:
        """Make a role that may sign in as a user, and give the credentials of a session of it."""
        found = resource or self.describe()["DbiResourceId"]
        statement = {
            "Effect": "Allow",
            "Action": "rds-db:connect",
            "Resource": f"arn:aws:rds-db:eu-central-1:123456789012:dbuser:{found}/{user}",
        }
        arn = self.cloud.role(name)
        self.cloud.client("iam").put_role_policy(
            RoleName=name,
            PolicyName="connect",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )
        return self.cloud.assume(arn)

    def token(self, credentials: dict[str, Any], user: str, **others: Any) -> str:
        """Make the token as every SDK does."""
        endpoint = self.endpoint()
        asked = {"DBHostname": endpoint["host"], "Port": endpoint["port"], "DBUsername": user, **others}
        return self.cloud.client("rds", credentials).generate_db_auth_token(**asked)

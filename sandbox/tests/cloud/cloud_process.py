"""A cloud server of the tests' own, as a process that can be killed and started again."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import urllib3

from portarium_sandbox.account_quotas import raise_quotas
from portarium_sandbox.aws_client import ACCOUNT_HEADER, BOOTSTRAP
from portarium_sandbox.identity import trust_policy
from portarium_sandbox.patience import eventually
from portarium_sandbox.ports import free_port

REGION = "eu-central-1"
ACCOUNT = "123456789012"
_STOP_SECONDS = 120.0
# boto3 has no types of its own.
_boto3: Any = importlib.import_module("boto3")
_botocore_config: Any = importlib.import_module("botocore.config").Config
_RETRIES: Any = _botocore_config(retries={"max_attempts": 0})
ClientError: type[Exception] = importlib.import_module("botocore.exceptions").ClientError


class CloudProcess:
    """`python -m portarium_sandbox.cloud` on a folder and a port."""

    def __init__(self, folder: Path, control_plane: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder.with_suffix(".log")
        self._control_plane = control_plane
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """Give the command line of the server."""
        return [
            *(sys.executable, "-m", "portarium_sandbox.cloud", "--folder", str(self.folder)),
            *("--port", str(self.port), "--controlplane", str(self._control_plane)),
        ]

    def start(self) -> "CloudProcess":
        """Start the server and wait until it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        eventually(lambda: self.health().get("status") == "ready" or self._process_ended())
        return self

    def _process_ended(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise AssertionError(f"the cloud ended: {self.log.read_text()}")
        return False

    def health(self) -> dict[str, Any]:
        """Give what the server says about itself, or nothing while it is away."""
        try:
            answer = urllib3.request("GET", f"{self.url}/_sandbox/health", retries=False)
        except urllib3.exceptions.HTTPError:
            return {}
        return json.loads(answer.data)

    def kill(self) -> None:
        """End the server as kill -9 does."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """Ask the server to end, and give its exit code."""
        if not self._process:
            return 0
        self._process.terminate()
        return self._process.wait(_STOP_SECONDS)

    def client(
        self, service: str, credentials: dict[str, Any] | None = None, region: str = REGION, account: str = ACCOUNT
    ) -> Any:
        """Give a boto3 client, with credentials that AssumeRole gave or else as the account's root."""
        given = credentials or {
            "AccessKeyId": BOOTSTRAP.access_key_id,
            "SecretAccessKey": BOOTSTRAP.secret_access_key,
        }
        made = _boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given.get("SessionToken"),
            config=_RETRIES,
        )
        if account != ACCOUNT:
            made.meta.events.register("before-sign", _naming(account))
        return made

    def anonymous(self, service: str) -> Any:
        """Give a boto3 client that signs nothing."""
        unsigned = _botocore_config(signature_version=importlib.import_module("botocore").UNSIGNED)
        return _boto3.client(service, endpoint_url=self.url, region_name=REGION, config=unsigned)

    def assume(self, role_arn: str, session: str = "me") -> dict[str, Any]:
        """Give the credentials of a session of a role."""
        return self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=session)["Credentials"]

    def role(self, name: str) -> str:
        """Make a role that the account may take, unless it is there, and give its ARN."""
        iam, trust = self.client("iam"), json.dumps(trust_policy(ACCOUNT))
        try:
            return iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        except iam.exceptions.EntityAlreadyExistsException:
            return iam.get_role(RoleName=name)["Role"]["Arn"]

    def cluster(self, name: str, **settings: Any) -> dict[str, Any]:
        """Make a cluster with a network of its own, wait until it is active, and describe it; its nodes have room."""
        raise_quotas(self.url, REGION, ACCOUNT)
        ec2, eks = self.client("ec2"), self.client("eks")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"{REGION}{zone}")
            for index, zone in enumerate("ab")
        ]
        access = {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
        defaults = {
            "roleArn": self.role("cluster"),
            "resourcesVpcConfig": {"subnetIds": [subnet["Subnet"]["SubnetId"] for subnet in subnets]},
            "version": "1.34",
            "accessConfig": access,
        }
        eks.create_cluster(name=name, **(defaults | settings))
        described = eventually(
            lambda: eks.describe_cluster(name=name)["cluster"], lambda cluster: cluster["status"] != "CREATING"
        )
        assert described["status"] == "ACTIVE", described["status"]
        return described

    def aws(self, *arguments: str, credentials: dict[str, Any]) -> str:
        """Run the real AWS CLI."""
        environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
            "AWS_SESSION_TOKEN": credentials["SessionToken"],
        }
        command = [str(Path(sys.executable).parent / "aws"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def _naming(account: str) -> Callable[..., None]:
    """Give what tells moto whose root asks."""

    def name(*, request: Any, **_more: Any) -> None:
        request.headers.add_header(ACCOUNT_HEADER, account)

    return name

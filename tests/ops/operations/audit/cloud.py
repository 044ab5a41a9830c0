"""The sandbox's AWS as a process of the tests' own: S3 with its locks and its versions, and KMS, both over HTTP."""

import importlib
import subprocess
import sys
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import urllib3

from ops.operations.aws import Aws
from portarium_sandbox.aws_client import BOOTSTRAP
from portarium_sandbox.patience import eventually
from portarium_sandbox.ports import free_port

REGION = "eu-central-1"
_boto3: Any = importlib.import_module("boto3")
_numbers = count()


class Cloud:
    """`python -m portarium_sandbox.cloud`, whose clusters nobody asks for."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        log = folder / "cloud.log"
        command = [sys.executable, "-m", "portarium_sandbox.cloud", "--folder", str(folder / "state")]
        command += ["--port", self.url.rpartition(":")[2], "--controlplane", sys.executable]
        with log.open("wb") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output)
        eventually(self._answers)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "the cloud ended"
        try:
            answer = urllib3.request("GET", f"{self.url}/_sandbox/health", retries=False)
        except urllib3.exceptions.HTTPError:
            return False
        return answer.json()["status"] == "ready"

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._process.terminate()
        self._process.wait()

    @property
    def variables(self) -> dict[str, str]:
        """A shell that may do everything."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": BOOTSTRAP.access_key_id,
            "AWS_SECRET_ACCESS_KEY": BOOTSTRAP.secret_access_key,
        }

    @cache  # noqa: B019 (one for each cloud: a client takes longer to make than most tests take)
    def aws(self) -> Aws:
        """The account, as the operations reach it."""
        return Aws(REGION, self.variables)

    @cache  # noqa: B019
    def client(self, service: str) -> Any:
        """The same for a test that does what no operation does."""
        given = self.variables
        return _boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
        )

    def bucket(self, *, mode: str = "", days: int = 3) -> str:
        """A versioned bucket, with a default lock where a mode is given."""
        name, s3 = f"evidence-{next(_numbers)}", self.client("s3")
        place = {"LocationConstraint": REGION}
        s3.create_bucket(Bucket=name, CreateBucketConfiguration=place, ObjectLockEnabledForBucket=bool(mode))
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if mode:
            rule = {"DefaultRetention": {"Mode": mode, "Days": days}}
            configuration = {"ObjectLockEnabled": "Enabled", "Rule": rule}
            s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=configuration)
        return name

    def key(self) -> str:
        """A key that signs."""
        made = self.client("kms").create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
        return made["KeyMetadata"]["Arn"]

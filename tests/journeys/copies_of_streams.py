"""What copies of streams need: NATS with TLS and our accounts, an S3 that takes parts, and our own command line."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from domain.nats import EVENTS
from ops.operations.aws import Aws
from ops.operations.local.processes import Process
from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.native import processes, programs
from portarium_sandbox.ports import free_port
from portarium_sandbox.progress import Progress
from tests.journeys.messages import Servers, start

BUCKET = "portarium-dev-nats-snapshots-a1b2"
MESSAGES = 100
_COMMAND = (sys.executable, "-c", "from ops.main import main; main()", "nats")
_REGION = "eu-central-1"
_OK = 200


@dataclass(frozen=True, kw_only=True)
class Ground:
    """NATS and S3, and what a pod of the jobs has."""

    servers: Servers
    variables: dict[str, str]

    def run(self, command: str, *words: str, user: str | None = None, code: int = 0) -> str:
        """Run `portarium nats` as the job of its name, and return what it printed on both."""
        user = user or {"snapshot": "snapshots", "restore": "restore"}[command]
        plan = {
            "environment": "dev",
            "region": _REGION,
            "server": self.servers.url,
            "certificate": str(self.servers.certificate(user)),
            "snapshots": {"bucket": BUCKET, "endpoint": self.variables["AWS_ENDPOINT_URL"]},
        }
        file = self.servers.folder / f"{user}.json"
        file.write_text(json.dumps(plan))
        done = subprocess.run(
            [*_COMMAND, command, "--plan", str(file), *words],
            env={**os.environ, **self.variables},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def aws(self) -> Aws:
        """S3, for who looks into it."""
        return Aws(_REGION, self.variables)

    @property
    def keys(self) -> list[str]:
        """The objects of all copies, by name."""
        objects = self.aws.every("s3", "list_objects_v2", "Contents", Bucket=BUCKET)
        return sorted(str(each["Key"]) for each in objects)

    def send(self, count: int) -> None:
        """Send events of which nothing can be pressed together, so that a copy has several parts."""

        async def sent(connection: Any) -> None:
            streams = connection.jetstream()
            noise = random.Random(0)
            for number in range(count):
                identity = {"Nats-Msg-Id": f"event-{number}"}
                subject = f"portarium.events.run.{number % 3}"
                await streams.publish(subject, noise.randbytes(100_000), headers=identity)

        self.servers.run("control", sent)

    def messages(self) -> list[tuple[int, str, str, bytes]]:
        """All that the stream has: number, subject, identity and content."""

        async def read(connection: Any) -> list[tuple[int, str, str, bytes]]:
            found: list[tuple[int, str, str, bytes]] = []
            state = (await connection.jetstream().stream_info(EVENTS)).state
            for number in range(state.first_seq, state.last_seq + 1) if state.messages else ():
                message = await connection.jetstream().get_msg(EVENTS, number)
                found.append((number, message.subject, message.headers["Nats-Msg-Id"], message.data))
            return found

        return self.servers.run("control", read)

    def lose(self) -> None:
        """Lose the stream, with everything."""
        assert self.servers.ask("streams", f"STREAM.DELETE.{EVENTS}")["success"] is True


@contextmanager
def up(folder: Path) -> Generator[Ground]:
    """Both, with a stream that has messages and no copy yet."""
    try:
        made = Ground(servers=start(folder), variables=_s3(folder))
        where = {"LocationConstraint": _REGION}
        made.aws.ask("s3", "create_bucket", Bucket=BUCKET, CreateBucketConfiguration=where)
        made.servers.make_stream()
        made.send(MESSAGES)
        yield made
    finally:
        processes.stop(folder)


def _s3(folder: Path) -> dict[str, str]:
    """The gateway that the local environment keeps evidence in."""
    objects, port = folder / "objects", free_port()
    objects.mkdir()
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return urllib3.PoolManager(timeout=5, retries=False).request("GET", f"{url}/health").status == _OK
        except urllib3.exceptions.HTTPError:
            return False

    listening = ["--port", f"127.0.0.1:{port}", "--health", "/health"]
    process = Process(
        name="s3",
        command=[str(programs.program("versitygw", Progress())), *listening, "posix", str(objects)],
        variables={"ROOT_ACCESS_KEY_ID": "an-id", "ROOT_SECRET_ACCESS_KEY": "a-secret", "VGW_REGION": _REGION},
        answers=answers,
    )
    processes.start(folder, process)
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "an-id",
        "AWS_SECRET_ACCESS_KEY": "a-secret",  # pragma: allowlist secret
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
    }

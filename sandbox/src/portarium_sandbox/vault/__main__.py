"""`python -m portarium_sandbox.vault --values FILE --volume FOLDER`: a server by the values that a chart was given."""

import argparse
import importlib
import json
import signal
import sys
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Any

import botocore.exceptions  # pyright: ignore[reportMissingTypeStubs]

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.vault.configuration import configuration_of
from portarium_sandbox.vault.http import server_of
from portarium_sandbox.vault.refusal import RefusedError
from portarium_sandbox.vault.server import Pod, PodVault, Surroundings, tls_of


def main() -> int:
    """Serve until a signal ends it; the exit code is 1 where it can't begin."""
    parser = argparse.ArgumentParser(prog="python -m portarium_sandbox.vault", description=__doc__)
    parser.add_argument("--values", type=Path, required=True, help="the values of the chart, as JSON")
    parser.add_argument("--volume", type=Path, required=True, help="the folder that outlives the pod")
    arguments = parser.parse_args()
    try:
        _serve(arguments.values, arguments.volume)
    except SandboxError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _serve(values_file: Path, volume: Path) -> None:
    values: Any = json.loads(values_file.read_text(encoding="utf-8"))
    configuration = configuration_of(values["server"]["ha"]["raft"]["config"])
    kms = importlib.import_module("boto3").client("kms", region_name=configuration.region)
    try:
        vault = PodVault(Surroundings(kms=kms, key=configuration.seal_key, volume=volume), Pod())
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        raise SandboxError(f"error fetching AWS KMS wrapping key information: {error}") from error
    except RefusedError as refusal:
        raise SandboxError("; ".join(refusal.errors)) from refusal
    server = server_of(vault, ("0.0.0.0", configuration.port), tls_of(configuration))  # noqa: S104 (a pod's own address)

    def stop(_number: int, _frame: FrameType | None) -> None:
        Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    sys.stdout.write(f"the double of Vault listens on port {configuration.port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())

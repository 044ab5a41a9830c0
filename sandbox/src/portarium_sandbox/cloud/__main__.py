"""`python -m portarium_sandbox.cloud`: run the sandbox's AWS."""

import argparse
import logging
import os
import sys
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and serve; a problem of the user's is one line and no traceback."""
    parser = argparse.ArgumentParser(prog="python -m portarium_sandbox.cloud", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="the sandbox's state folder")
    parser.add_argument("--port", type=int, required=True, help="the loopback port to listen on")
    parser.add_argument(
        "--controlplane", type=Path, required=True, metavar="BINARY", help="the program behind an EKS cluster"
    )
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    binary = Path(given.controlplane).resolve()
    if not os.access(binary, os.X_OK) or binary.is_dir():
        sys.stderr.write(f"{binary}: not a program; --controlplane must be the built portarium-controlplane\n")
        return 2
    try:
        # Importing moto takes two seconds, which a wrong command line should not cost.
        from portarium_sandbox.cloud.server import serve  # noqa: PLC0415

        serve(folder=Folder(Path(given.folder).resolve()), port=given.port, control_plane=binary)
    except SandboxError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

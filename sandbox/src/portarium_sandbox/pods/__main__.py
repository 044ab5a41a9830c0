"""`python -m portarium_sandbox.pods`: run the pods of one cluster whose images are mapped."""

import argparse
import logging
import os
import sys
from pathlib import Path

from portarium_sandbox.pods import namespaces


def main() -> int:
    """Read the command line, become the administrator of namespaces, and run pods; the order is Linux's."""
    parser = argparse.ArgumentParser(prog="python -m portarium_sandbox.pods", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="the control plane's folder")
    parser.add_argument("--sandbox", type=Path, required=True, help="the sandbox's folder, which pods don't see")
    parser.add_argument("--images", type=Path, required=True, help="which images stand for which commands")
    parser.add_argument("--cloud", required=True, help="the URL of the sandbox's AWS")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    own_user = os.geteuid()
    if problem := namespaces.why_not_possible():
        logging.error("%s", problem)
    else:
        namespaces.become_administrator()
    # Only now: libraries may start threads, and only a process of one thread changes its users.
    from portarium_sandbox.pods.runner import serve  # noqa: PLC0415

    serve(
        folder=given.folder,
        sandbox=given.sandbox,
        mapped=given.images,
        cloud=given.cloud,
        own_user=own_user,
        problem=problem,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

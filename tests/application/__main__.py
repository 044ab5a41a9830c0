"""Run as a module before a pod's own command, whose words follow: it does what they would start in the image.

Made for `portarium sandbox run IMAGE --wrap -- python -m tests.application`.
"""

import os
import sys
from collections.abc import Sequence

from tests.application import control_plane, migrations, temporal, waiting, worker

_RUNTIME = "dist/presentation/runtime"


def main(command: Sequence[str]) -> int:
    """Do what a pod's command says, and give the exit code."""
    match command:
        case ["node", script] if script == f"{_RUNTIME}/control-plane.js":
            return control_plane.main(os.environ)
        case ["node", script] if script == f"{_RUNTIME}/worker.js":
            return worker.main(os.environ)
        case ["node", "dist/infrastructure/migrations/cli.js", *arguments]:
            return migrations.run(arguments, os.environ)
        case ["node", "-e", _, host, port]:
            waiting.wait_for(host, int(port))
            return 0
        case ["temporal"]:
            temporal.listen()
            return 0
        case _:
            sys.stderr.write(f"{' '.join(command)}: not in the image of the application\n")
            return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs a command that ends when the process that started it ends, however that one ended.

Run as a script: `python die_with_parent.py PARENT_PID COMMAND…`.
A script of its own, because code between fork and exec in a process with threads may deadlock.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Ask the kernel for a signal at the parent's death, then become the command."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        # The parent may have died before the line above, and then nobody would tell us.
        if os.getppid() != parent:
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 # a shell would be one process too many


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])

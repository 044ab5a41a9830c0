"""Ends with the process that started this one, however that one ended.

It imports nothing but what comes with Python: the program's process loads it by its path, with a Python of its own,
and run as a script it stands before a command that is none of ours: `python parent.py PARENT_ID COMMAND…`.
"""

import os
import signal
import sys
import threading
import time

POLL_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1


_STARTED_BY = os.getppid()
"""Asked when this module is imported, which is to be before anything slow: one that dies meanwhile has a successor."""


class Parent:
    """The process that started this one.

    A parent's death shows as a new parent process id. Polling for it works on Linux and macOS alike and, unlike Linux's
    PR_SET_PDEATHSIG, does not take the end of the parent's thread that started us for its own: Go ends threads.
    """

    def __init__(self, process_id: int = _STARTED_BY) -> None:
        self._process_id = process_id

    def is_gone(self) -> bool:
        """Say whether it has ended."""
        return os.getppid() != self._process_id

    def wait(self, stopped: threading.Event) -> None:
        """Wait until told to stop, or until it is gone."""
        while not stopped.wait(POLL_SECONDS) and not self.is_gone():
            pass

    def end_with(self, exit_code: int) -> None:
        """From now on, exit soon after it has ended, whatever this process does then."""

        def watch() -> None:
            while not self.is_gone():
                time.sleep(POLL_SECONDS)
            os._exit(exit_code)

        threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def become(parent: int, command: list[str]) -> None:
    """Ask the kernel for a signal at the parent's death, then become a command, which can't be taught to look.

    In a process of its own, because code between fork and exec in a process with threads may deadlock.
    """
    if sys.platform == "linux":
        # Not at the top, where every process of the sandbox would pay for it.
        import ctypes  # noqa: PLC0415

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        # The parent may have died before the line above, and then nobody would tell us.
        if Parent(parent).is_gone():
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 # a shell would be one process too many


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2:])

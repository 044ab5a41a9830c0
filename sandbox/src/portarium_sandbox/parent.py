"""End a process when the one that started it is gone, even by `kill -9`."""

from __future__ import annotations

import os
import threading
import time

POLL_SECONDS = 1.0


def stop_with_parent() -> None:
    """Exit this process soon after its parent ends.

    A parent's death shows as a new parent process id; polling for it works on Linux and macOS alike and, unlike
    Linux's PR_SET_PDEATHSIG, does not fire when only the parent's starting thread ends.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(POLL_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, name="stop-with-parent", daemon=True).start()

"""Whether a machine can run pods is asked of the machine, not of the process that asks."""

import subprocess
import sys

THREADS_IN_EVERY_FORK = """
import os, threading, time
from portarium_sandbox.pods.namespaces import why_not_possible
before = why_not_possible()
os.register_at_fork(after_in_child=lambda: threading.Thread(target=time.sleep, args=(60,), daemon=True).start())
print(before == why_not_possible())
"""


def test_threads_of_the_asker_do_not_matter() -> None:
    """A library that starts a thread in each fork is no reason to say that pods can't run."""
    asked = subprocess.run(
        [sys.executable, "-c", THREADS_IN_EVERY_FORK], capture_output=True, text=True, check=True, timeout=60
    )
    assert asked.stdout == "True\n"

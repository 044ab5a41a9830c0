"""What watches the process that started another: ends with it, and is not fooled by its successor."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from portarium_sandbox import parent
from portarium_sandbox.parent import Parent
from portarium_sandbox.patience import eventually

SLOW_TO_ASK = (
    "from portarium_sandbox.parent import Parent; import os; print(os.getpid(), flush=True)\n"
    "import time; time.sleep(1)\nParent().end_with(3); time.sleep(60)"
)
STARTING = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', sys.argv[1]]); time.sleep(60)"


def is_running(process_id: int) -> bool:
    """Say whether a process is there and not only waits to be reaped."""
    try:
        return ") Z" not in Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def test_a_parent_that_lives_is_there():
    """What started the tests is there for as long as they run."""
    assert not Parent().is_gone()
    assert Parent(-1).is_gone()


def test_waiting_ends_when_told_to_or_with_the_parent():
    """Either of the two is enough."""
    stopped = threading.Event()
    Parent(-1).wait(stopped)
    assert not stopped.is_set()
    stopped.set()
    Parent().wait(stopped)
    assert not Parent().is_gone()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc, which is Linux's")
def test_a_parent_that_dies_before_anybody_looks_is_missed_by_nobody():
    """The parent is the one of the beginning, and not the one that there is when the watch begins."""
    with subprocess.Popen([sys.executable, "-c", STARTING, SLOW_TO_ASK], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout
        child = int(started.stdout.readline())
        started.kill()
        assert is_running(child)
        assert not eventually(lambda: is_running(child), lambda running: not running, seconds=30)


@pytest.mark.skipif(sys.platform != "linux", reason="the signal at a parent's death is Linux's")
def test_a_command_that_cannot_look_is_told():
    """What takes the place of the script ends with the parent that it was given."""
    script = [sys.executable, "-I", "-S", parent.__file__, str(os.getpid()), sys.executable, "-c", "print('ran')"]
    assert subprocess.run(script, capture_output=True, text=True, check=True).stdout == "ran\n"
    script[4] = "-1"
    assert subprocess.run(script, capture_output=True, text=True, check=False).stdout == ""

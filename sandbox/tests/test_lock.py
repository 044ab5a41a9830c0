"""The lock: one holder at a time, named to the one that must not wait."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.lock import exclusive, waiting

HOLD = (
    "import sys, time; from pathlib import Path; from portarium_sandbox.lock import exclusive\n"
    "with exclusive(Path(sys.argv[1]), busy='busy'): print('held', flush=True); time.sleep(60)"
)


def test_a_second_process_is_told_who_is_at_work(tmp_path: Path) -> None:
    """The refusal names the process, so that the user can look at it; its end, even by kill, frees the lock."""
    lock = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(SandboxError, match=f"at work: process {holder.pid}"), exclusive(lock, busy="at work: {holder}"):
        pytest.fail("the lock was held twice")
    holder.kill()
    holder.wait()
    with exclusive(lock, busy="at work: {holder}"):
        assert lock.read_text(encoding="utf-8") == str(os.getpid())


def test_waiting_says_so_only_when_it_must(tmp_path: Path) -> None:
    """A free lock is taken in silence."""
    said: list[str] = []
    with waiting(tmp_path / "lock", when_busy=lambda: said.append("waiting")):
        assert said == []

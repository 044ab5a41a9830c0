"""The rounds of `make stress`: counted, ended by the first red one, with nothing left of what kept the cores busy."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portarium_sandbox.patience import eventually
from tools import stress

GREEN = 'def test_it():\n    """Nothing."""\n'
RED_IN_ROUND_TWO = """
from pathlib import Path

def test_it():
    seen = Path(__file__).with_suffix(".seen")
    again = seen.exists()
    seen.touch()
    assert not again, "the second time"
"""


@pytest.fixture(autouse=True)
def one_core(monkeypatch: pytest.MonkeyPatch):
    """Keep one core busy at most: the other tests of this run want the rest."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


def stopped(pid: int) -> bool:
    """Say whether a process is no more, or no more than its parent's memory of it."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return True


def test_green_rounds_are_counted(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    """Each round says which it is and how long it took, and the last line says that all were green."""
    tests = tmp_path / "test_it.py"
    tests.write_text(GREEN, encoding="utf-8")
    assert stress.main(["--rounds", "2", str(tests)]) == 0
    said = [line for line in capfd.readouterr().out.splitlines() if line.startswith("stress:")]
    assert [line.partition(", in ")[0] for line in said[1:]] == [
        "stress: round 1 of 2",
        "stress: round 1 of 2 was green",
        "stress: round 2 of 2",
        "stress: round 2 of 2 was green",
        "stress: all 2 rounds were green",
    ]


def test_the_first_red_round_is_the_last(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    """A red round ends the run with pytest's own exit code, and what it said is kept."""
    tests = tmp_path / "test_it.py"
    tests.write_text(RED_IN_ROUND_TWO, encoding="utf-8")
    assert stress.main(["--rounds", "3", str(tests)]) == 1
    last = capfd.readouterr().out.splitlines()[-1]
    assert last.startswith("stress: round 2 of 3 was red")
    assert "the second time" in Path(last.rpartition(" ")[2]).read_text(encoding="utf-8")


def test_both_projects_have_their_turn(monkeypatch: pytest.MonkeyPatch):
    """The sandbox's tests are a run of their own in each round, run alike, and the last counts as the first does."""
    runs: list[list[str]] = []

    def ran(words: list[str], _said: list[str]) -> int:
        runs.append(words)
        return int(words[0] == "sandbox/tests/b.py")

    monkeypatch.setattr(stress, "_pytest", ran)
    assert stress.main(["--options=-n 2", "sandbox/tests/b.py", "tests/a.py"]) == 1
    assert runs == [["tests/a.py", "-n", "2"], ["sandbox/tests/b.py", "-n", "2"]]


def test_no_test_at_all_is_red(tmp_path: Path):
    """A misspelt name is no green round."""
    assert stress.main(["--rounds", "1", str(tmp_path)]) == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_cores_are_busy_for_the_time_of_the_rounds():
    """The processes compute while the block runs and are gone after it."""
    with stress.busy(2) as burners:
        assert not any(stopped(pid) for pid in burners)
    assert all(stopped(pid) for pid in burners)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_cores_are_free_however_it_ends(how: signal.Signals):
    """Neither Ctrl-C nor a kill leaves a process that computes for nobody."""
    script = (
        "from tools import stress; import time\nwith stress.busy(1) as ids: print(*ids, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stdout
        burner = int(run.stdout.readline())
        os.kill(run.pid, how)
    assert eventually(lambda: stopped(burner))

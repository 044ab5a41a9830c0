"""Processes of a folder: started once, found again by whoever looks, and ended with all their children."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.native import offer, processes
from portarium_sandbox.patience import eventually

_WITH_A_CHILD = "import subprocess, time; subprocess.Popen(['sleep', '600'], env={}); time.sleep(600)"
_DEAF = (
    "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (2, 15)]; print('up', flush=True); time.sleep(600)"
)


@dataclass(frozen=True, kw_only=True)
class _Service:
    name: str = "one"
    command: Sequence[str] = ("sleep", "600")
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    answers: Callable[[], bool] = lambda: True


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose processes end with the test."""
    yield tmp_path
    processes.stop(tmp_path, 1.0)


def test_starting_twice_starts_once(folder: Path) -> None:
    """The second time it only waits until the first is ready."""
    processes.start(folder, _Service())
    first = processes.running(folder)
    processes.start(folder, _Service())
    assert processes.running(folder) == first
    assert list(first) == ["one"]


def test_a_start_is_seen_as_soon_as_it_returns(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel shows an environment late on a busy machine; what is not seen yet is not taken for gone."""
    late, shown = iter(range(5)), vars(processes)["_variables_of"]

    def shown_late(pid: int) -> dict[str, str]:
        return {} if _parent(pid) == os.getpid() and next(late, None) is not None else shown(pid)

    monkeypatch.setattr(processes, "_variables_of", shown_late)
    processes.start(folder, _Service())
    assert (list(processes.running(folder)), list(late)) == (["one"], [])


def test_stopping_ends_children_too(folder: Path) -> None:
    """Also those that forgot their environment, and a second time there is nothing to stop."""
    processes.start(folder, _Service(command=(sys.executable, "-c", _WITH_A_CHILD)))
    (leader,) = processes.running(folder).values()
    members = eventually(lambda: _session(leader), lambda found: len(found) == 2)
    assert processes.stop(folder)
    assert [pid for pid in members if _is_alive(pid)] == []
    assert not processes.stop(folder)


def test_what_does_not_end_is_killed(folder: Path) -> None:
    """After it was asked twice."""
    log = processes.log_of(folder, "one")
    ready = _Service(command=(sys.executable, "-c", _DEAF), answers=lambda: "up" in log.read_text())
    processes.start(folder, ready)
    assert processes.stop(folder, 0.3)
    assert processes.running(folder) == {}


def test_one_that_ends_while_it_starts_is_told_by_its_last_line(folder: Path) -> None:
    """With where the whole log is."""
    failing = _Service(command=(sys.executable, "-c", "raise SystemExit('no such file')"), answers=lambda: False)
    with pytest.raises(SandboxError, match=r"^one ended while it started \(no such file\); the whole log: .*one\.log$"):
        processes.start(folder, failing)


def test_one_that_never_answers_leaves_nothing_running(folder: Path) -> None:
    """The time it had is over."""
    with pytest.raises(SandboxError, match="one did not become ready in time"):
        processes.start(folder, _Service(answers=lambda: False), 0.3)
    assert processes.running(folder) == {}


def test_folders_have_nothing_to_do_with_each_other(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same name in another folder is another process."""
    other = tmp_path_factory.mktemp("other")
    processes.start(folder, _Service())
    try:
        processes.start(other, _Service())
        processes.stop(folder)
        assert list(processes.running(other)) == ["one"]
    finally:
        processes.stop(other)


def test_a_command_that_was_killed_leaves_nothing_that_is_not_found(folder: Path) -> None:
    """Another process started it and is gone: what runs says itself whose it is."""
    starter = os.fork()
    if starter == 0:
        processes.start(folder, _Service())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(starter, 0)
    assert list(processes.running(folder)) == ["one"]
    assert processes.stop(folder)
    assert processes.running(folder) == {}


def test_a_folder_has_one_command_at_a_time(folder: Path) -> None:
    """The second one is told who is at work."""
    with (
        offer.locked(folder),
        pytest.raises(offer.Problem, match=f"another command is at work there \\(process {os.getpid()}\\)"),
        offer.locked(folder),
    ):
        pass


def _session(leader: int) -> list[int]:
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(entry.name)) == leader:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _parent(pid: int) -> int:
    try:
        return int(Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _is_alive(pid: int) -> bool:
    time.sleep(0.1)
    stat = Path("/proc", str(pid), "stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] not in "ZX"

"""Faults in the middle of an update: waits until it has done some of its work, then takes something away from it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from portarium_sandbox import lifecycle
from portarium_sandbox.progress import Progress
from portarium_sandbox.session import Session

UPDATE = ("up", "-s", "dev", "--yes", "--skip-preview")


def interrupted_update(
    session: Session, *, after: int, fault: Callable[[subprocess.Popen[str]], None], kind: str = ""
) -> str:
    """Update dev, let the fault happen once so many resources (of a kind) are made, and return what Pulumi said."""
    process = session.start_pulumi(*UPDATE)
    assert process.stdout
    said: list[str] = []
    made = 0
    for line in process.stdout:
        said.append(line)
        made += f" {kind}" in line and " created (" in line
        if made == after:
            break
    else:
        raise AssertionError(f"the update ended after {made} resources:\n{''.join(said)}")
    try:
        fault(process)
    except BaseException:
        # Without the fault it would go on behind whatever runs next on this sandbox.
        process.kill()
        process.wait()
        raise
    rest, _ = process.communicate(timeout=300)
    return "".join(said) + rest


def kill(pid: int) -> None:
    """End a process at once, as the kernel does when memory is short."""
    os.kill(pid, signal.SIGKILL)


def part_of(process: subprocess.Popen[str], module: str) -> int:
    """Return the id of a process that the engine started, by the Python module that it runs."""
    (found,) = [pid for pid, words in processes_of_session(process.pid).items() if module in words]
    return found


def processes_of_session(session_id: int) -> dict[int, list[str]]:
    """Return what still runs of a command and of everything that it started."""
    found: dict[int, list[str]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(entry.name)) == session_id:
                words = (entry / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
                if words != [""]:
                    found[int(entry.name)] = words
        except OSError:
            continue  # it ended while we looked
    return found


def control_plane_of(session: Session, cluster: str) -> int:
    """Return the process id of a cluster's control plane."""
    folder = str(session.folder.clusters / cluster)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
        except OSError:
            continue
        if folder in words and "controlplane" in words[0]:
            return int(entry.name)
    raise AssertionError(f"{cluster} has no control plane")


def back_up(session: Session) -> Session:
    """Bring the sandbox up again, as `portarium sandbox up` does."""
    return Session(session.folder, session.project, lifecycle.up(session.folder, session.project, Progress()))

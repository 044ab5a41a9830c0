"""What a mapped pod costs next to its process alone: the same work as both, in turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.session import Session
from tests.bench.measurement import BenchError, Comparison, Timing
from tests.bench.targets import POD, POD_MEMORY, POD_TIME
from tests.journeys.operator_commands import portarium
from tests.journeys.running_pods import Pods

_IMAGE = "bench-work"
_WORK = (sys.executable, "-m", "tests.bench.pod_work")
_RUNNER = "portarium_sandbox.pods"
_PROCESS = "its process"


def measure(session: Session, cluster: str, runs: int, say: Callable[[str], None]) -> list[Comparison]:
    """Compare processor time, that of the runner of pods included, and memory; a cluster of the session is up."""
    _mapped(session, "--directory", str(CHECKOUT), "--", *_WORK)
    pods = Pods(cluster=session.kubernetes(cluster), namespace="system", component=_IMAGE)
    times: tuple[list[Timing], list[Timing]] = ([], [])
    peaks: tuple[list[Timing], list[Timing]] = ([], [])
    try:
        for number in range(1, runs + 1):
            for at, (name, work) in enumerate((("pod", lambda at=number: _as_pod(pods, at)), ("process", _alone))):
                seconds, mebibytes = work()
                times[at].append(Timing(seconds=seconds, resources=1))
                peaks[at].append(Timing(seconds=mebibytes, resources=1))
                say(f"bench: {POD}: {name} {number}/{runs}: {seconds:.2f} s of the processor, {mebibytes:.0f} MiB")
    finally:
        _mapped(session, "--forget")
    return [
        Comparison(subject=POD, command=POD_TIME, against=_PROCESS, ours=times[0], others=times[1]),
        Comparison(subject=POD, command=POD_MEMORY, against=_PROCESS, ours=peaks[0], others=peaks[1], unit="MiB"),
    ]


def _mapped(session: Session, *words: str) -> None:
    answer = portarium(session, "sandbox", "run", _IMAGE, *words)
    if answer.returncode != 0:
        raise BenchError(answer.stderr.strip())


def _as_pod(pods: Pods, number: int) -> tuple[float, float]:
    before = _runners()
    said = pods.said(f"{_IMAGE}-{number}", f"registry.example.com/{_IMAGE}:1")
    # What starts the pod, watches it and reads what it writes belongs to what it costs.
    around = sum(seconds - before.get(pid, 0.0) for pid, seconds in _runners().items())
    seconds, mebibytes = _read(said)
    return seconds + around, mebibytes


def _alone() -> tuple[float, float]:
    done = subprocess.run(_WORK, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return _read(done.stdout)


def _read(said: str) -> tuple[float, float]:
    found = json.loads(said.splitlines()[-1])
    return float(found["seconds"]), float(found["mebibytes"])


def _runners() -> dict[int, float]:
    """The processor time of each runner of pods so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    found: dict[int, float] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().decode().split("\0")
            # After the name, which may have spaces, the 12th and 13th field are its time in programs and in the kernel.
            fields = (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        if _RUNNER in words:
            found[int(entry.name)] = (int(fields[11]) + int(fields[12])) / ticks
    return found

"""Runs tests several times in a row while every core has something else to do: what waits wrongly fails sooner."""

# ruff: noqa: S603 (lists of words of our own, which no shell reads)

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

JOURNEYS: Final = ("tests/journeys", "sandbox/tests/journeys")
_BURNER: Final = "import os, sys\nwhile os.getppid() == int(sys.argv[1]): sum(range(1_000_000))"
"""Keeps a core busy for as long as the process lives whose id it is given, which is the one that starts it.

The id is given and not asked for: on a busy machine that process may be gone before this one begins.
"""

_INTERRUPTED: Final = 130


def main(words: Sequence[str] | None = None) -> int:
    """Run the rounds; return 0 when all were green, otherwise what the first red one ended with."""
    parser = argparse.ArgumentParser(prog="python -m tools.stress", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often to run the tests (3)")
    parser.add_argument("--options", type=shlex.split, default=[], help="how pytest is to run them ('-n 2')")
    parser.add_argument("tests", nargs="*", default=JOURNEYS, help=f"what pytest is to run ({' '.join(JOURNEYS)})")
    options = parser.parse_args(words)
    cores = os.cpu_count() or 1
    _say(f"{options.rounds} rounds of {' '.join(options.tests)} while {cores} other processes compute on {cores} cores")
    started = time.monotonic()
    try:
        with busy(cores):
            for number in range(1, options.rounds + 1):
                ended_with = _round(f"round {number} of {options.rounds}", options.tests, options.options)
                if ended_with:
                    return ended_with
    except KeyboardInterrupt:
        _say("interrupted")
        return _INTERRUPTED
    _say(f"all {options.rounds} rounds were green, in {time.monotonic() - started:.0f} s")
    return 0


@contextmanager
def busy(cores: int) -> Generator[list[int]]:
    """Keep cores busy, and give the ids of the processes that do; Ctrl-C is for the tests and not for them."""
    command = [sys.executable, "-c", _BURNER, str(os.getpid())]
    burners = [subprocess.Popen(command, start_new_session=True) for _ in range(cores)]
    try:
        yield [burner.pid for burner in burners]
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def _round(called: str, tests: Sequence[str], options: Sequence[str]) -> int:
    """Run the tests once, show what they say, and keep it when they fail."""
    _say(called)
    started, said, ended_with = time.monotonic(), list[str](), 0
    for tree in _trees(tests):
        ended_with = ended_with or _pytest([*tree, *options], said)
    took = f"{time.monotonic() - started:.0f} s"
    if ended_with == 0:
        _say(f"{called} was green, in {took}")
        return 0
    kept = Path(tempfile.mkdtemp(prefix="portarium-stress-"), "output.txt")
    kept.write_text("".join(said), encoding="utf-8")
    _say(f"{called} was red after {took}; what it said is in {kept}")
    return ended_with


def _trees(tests: Sequence[str]) -> list[list[str]]:
    """The tests by project: the sandbox's own are a package of the same name, and pytest can have one at a time."""
    own = [name for name in tests if Path(name).parts[:1] == ("sandbox",)]
    return [tree for tree in ([name for name in tests if name not in own], own) if tree]


def _pytest(words: Sequence[str], said: list[str]) -> int:
    # As in CI, journeys that can't run are red: a round that skipped them would say nothing.
    variables = {**os.environ, "CI": "true"}
    command = [sys.executable, "-m", "pytest", *words]
    process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in process.stdout or ():
            said.append(line)
            sys.stdout.write(line)
            sys.stdout.flush()
    finally:
        # Ctrl-C has reached pytest as well, which ends when it has stopped what its tests had started.
        ended_with = process.wait()
    return ended_with


def _say(text: str) -> None:
    sys.stdout.write(f"stress: {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

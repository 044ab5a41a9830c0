"""The program's process and its runner: exit codes, signals and tracebacks in the engine's terms."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portarium_sandbox.language import program
from portarium_sandbox.language.runner import PROGRAM, ProgramResult, result_of


@pytest.mark.parametrize(
    ("exit_code", "result"),
    [
        (0, ProgramResult()),
        (32, ProgramResult(bail=True)),
        (130, ProgramResult()),
        (-signal.SIGINT, ProgramResult()),
        (1, ProgramResult(error="program exited with non-zero exit code: 1")),
        (-signal.SIGKILL, ProgramResult(error="program ended by signal SIGKILL")),
    ],
)
def test_an_exit_code_in_the_engines_terms(exit_code: int, result: ProgramResult) -> None:
    """What was shown is not shown twice, an interrupt is no error, anything else is named."""
    assert result_of(exit_code) == result


def test_a_host_that_ends_without_a_run_ends_the_waiting_process() -> None:
    """`pulumi about` starts a host and runs nothing; the waiting process must not stay."""
    waiting = subprocess.run(
        [sys.executable, "-P", PROGRAM], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60
    )
    assert (waiting.returncode, waiting.stdout, waiting.stderr) == (0, b"", b"")


def test_an_interrupt_while_waiting_is_quiet() -> None:
    """Ctrl-C before the program starts leaves no traceback of the host's."""
    waiting = subprocess.Popen(
        [sys.executable, "-P", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    waiting.send_signal(signal.SIGINT)
    _, errors = waiting.communicate(timeout=60)
    assert waiting.returncode in (130, -signal.SIGINT)
    assert errors == b""


def test_a_python_without_the_sdk_is_told_how_to_get_it() -> None:
    """The import error of a program's environment ends with what to do."""
    bare = subprocess.run(
        [sys.executable, "-I", "-S", PROGRAM], input=json.dumps({}), capture_output=True, text=True, check=False
    )
    assert bare.returncode == 1
    assert "run `make setup`" in bare.stderr


def test_a_traceback_starts_at_the_program(tmp_path: Path) -> None:
    """The frames before the program's own first one are the host's and of no use to its author."""
    main_file = tmp_path / "__main__.py"
    code = compile("def fail():\n    raise LookupError('no zone')\nfail()\n", str(main_file), "exec")
    shown = ""
    try:
        exec(code, {})
    except LookupError:
        shown = program.traceback_of_program(str(tmp_path))
    assert "LookupError: no zone" in shown
    assert "in fail" in shown
    assert __file__ not in shown

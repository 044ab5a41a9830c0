"""The language host under the real engine: programs run, fail and are interrupted as with Pulumi's own."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from portarium_sandbox.journeys import write_project
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session

COMPONENT = """
import pulumi

class Thing(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("tiny:index:Thing", name)
        self.register_outputs({})
"""

RunProgram = Callable[..., PulumiResult]


@pytest.fixture
def folder(tmp_path: Path, bare_sandbox: Session, request: pytest.FixtureRequest) -> Path:
    """A folder for one tiny project, with a stack of its own that `run` uses."""
    write_project(tmp_path, program="")
    created = bare_sandbox.pulumi("stack", "init", stack_of(request), folder=tmp_path)
    assert created.exit_code == 0, created.explain()
    return tmp_path


@pytest.fixture
def run(folder: Path, bare_sandbox: Session, request: pytest.FixtureRequest) -> RunProgram:
    """Run an engine command on a program."""

    def run_program(program: str, *arguments: str, **variables: str) -> PulumiResult:
        write_project(folder, program=COMPONENT + program)
        return bare_sandbox.pulumi(*arguments, "-s", stack_of(request), folder=folder, variables=variables)

    return run_program


def stack_of(request: pytest.FixtureRequest) -> str:
    """Return a stack name that no other test has."""
    return request.node.name.removeprefix("test_").replace("_", "-")[:80]


def test_up_then_no_changes_then_destroy(run: RunProgram) -> None:
    """A program's resources are made once, found unchanged the second time, and removed."""
    program = "Thing('one')\npulumi.export('answer', 42)"
    first = run(program, "up", "--yes", "--skip-preview")
    assert first.exit_code == 0, first.explain()
    assert first.changes == {"create": 2}
    second = run(program, "up", "--yes", "--skip-preview", "--expect-no-changes")
    assert second.exit_code == 0, second.explain()
    assert second.changes == {"same": 2}
    refreshed = run(program, "refresh", "--yes", "--skip-preview")
    assert refreshed.exit_code == 0, refreshed.explain()
    destroyed = run(program, "destroy", "--yes", "--skip-preview")
    assert destroyed.changes == {"delete": 2}, destroyed.explain()


def test_no_warning_about_plugins(run: RunProgram) -> None:
    """The engine finds the language host where it expects it, so a clean program previews without a diagnostic."""
    result = run("Thing('one')", "preview")
    assert result.exit_code == 0, result.explain()
    assert result.diagnostics == []


def test_an_exception_shows_the_programs_traceback_only(run: RunProgram) -> None:
    """A crash is shown with the frames of the program and none of the host's."""
    result = run("def fail():\n    raise LookupError('no such zone')\n\nfail()", "preview")
    assert result.exit_code != 0
    assert "LookupError: no such zone" in result.stdout + result.stderr
    assert "in fail" in result.stdout + result.stderr
    assert "portarium_sandbox/language" not in result.stdout + result.stderr


def test_a_run_error_is_two_errors(run: RunProgram) -> None:
    """As with Pulumi's own host, the message of a `RunError` is followed by one about the exit code."""
    result = run("raise pulumi.RunError('Pulumi.dev.yaml: database: missing')", "preview")
    assert result.exit_code != 0
    message, exit_code = result.diagnostics
    assert message.strip() == "Pulumi.dev.yaml: database: missing"
    assert "program exited with non-zero exit code: 1" in exit_code
    assert "Traceback" not in result.stdout + result.stderr


def test_what_was_told_is_told_once(run: RunProgram) -> None:
    """After an error and exit code 32 the engine fails without a word of its own, and its log has the one error."""
    program = "import sys\nThing('one')\npulumi.log.error('Pulumi.dev.yaml: database: missing')\nsys.exit(32)"
    for command in (("preview",), ("up", "--yes", "--skip-preview")):
        result = run(program, *command)
        assert result.exit_code != 0
        assert [entry.strip() for entry in result.diagnostics] == ["Pulumi.dev.yaml: database: missing"]
        assert "exit code" not in result.stdout + result.stderr, result.explain()
        assert "Traceback" not in result.stdout + result.stderr


def test_an_exit_code_reaches_the_user(run: RunProgram) -> None:
    """A program that ends its process by itself fails the preview with its exit code."""
    result = run("import sys\nsys.exit(7)", "preview")
    assert result.exit_code != 0
    assert "non-zero exit code: 7" in result.stdout + result.stderr


def test_a_killed_program_is_an_error(run: RunProgram) -> None:
    """A program that dies by a signal fails the preview and names the signal."""
    result = run("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "preview")
    assert result.exit_code != 0
    assert "SIGKILL" in result.stdout + result.stderr


def test_a_missing_module_is_named(run: RunProgram) -> None:
    """An import that fails is an ordinary exception of the program."""
    result = run("import no_such_module_at_all", "preview")
    assert result.exit_code != 0
    assert "No module named 'no_such_module_at_all'" in result.stdout + result.stderr


def test_prints_reach_the_user(run: RunProgram) -> None:
    """What the program prints is part of what the engine shows."""
    result = run("print('hello from the program')", "preview")
    assert "hello from the program" in result.stdout


def test_modules_beside_the_program_are_importable(run: RunProgram, folder: Path) -> None:
    """The project's own folder comes first on the program's path."""
    (folder / "beside.py").write_text("VALUE = 'from beside'\n", encoding="utf-8")
    result = run("import beside\nprint(beside.VALUE)", "preview")
    assert "from beside" in result.stdout, result.explain()


def test_config_and_secrets_reach_the_program(
    run: RunProgram, folder: Path, bare_sandbox: Session, request: pytest.FixtureRequest
) -> None:
    """Plain and secret config arrive, and the secret stays out of what is shown."""
    stack = stack_of(request)
    for arguments in (("size", "large"), ("--secret", "password", "correct horse")):
        answer = bare_sandbox.pulumi("config", "set", *arguments, "-s", stack, folder=folder)
        assert answer.exit_code == 0, answer.explain()
    result = run(
        "config = pulumi.Config()\nassert config.require('size') == 'large'\n"
        "pulumi.export('length', config.require_secret('password').apply(len))\n"
        "pulumi.export('password', config.require_secret('password'))",
        *("up", "--yes", "--skip-preview"),
    )
    assert result.exit_code == 0, result.explain()
    assert "correct horse" not in result.stdout + result.stderr
    settings = (folder / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    assert "encryptionsalt" not in settings
    assert "correct horse" not in settings


def test_interrupt_ends_quietly(folder: Path, bare_sandbox: Session, request: pytest.FixtureRequest) -> None:
    """Ctrl-C while the program runs ends everything, without a traceback of anybody's."""
    write_project(folder, program="import time, pathlib\npathlib.Path('running').touch()\ntime.sleep(120)")
    process = bare_sandbox.start_pulumi("preview", "-s", stack_of(request), folder=folder)
    eventually(lambda: (folder / "running").exists() or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in output


def test_a_policy_pack_in_python_stops_a_preview(run: RunProgram, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A policy pack runs in a process of its own, knows the stack's name and can refuse a resource."""
    pack = tmp_path_factory.mktemp("pack")
    (pack / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 0.0.1\n", encoding="utf-8")
    (pack / "__main__.py").write_text(
        "import pulumi\n"
        "from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy\n"
        "def check(args, report):\n"
        "    if args.resource_type == 'tiny:index:Thing':\n"
        "        report(f'no things in {pulumi.get_stack()}')\n"
        "PolicyPack('tiny', [ResourceValidationPolicy('no-things', 'No things.', check)],\n"
        "    enforcement_level=EnforcementLevel.MANDATORY)\n",
        encoding="utf-8",
    )
    refused = run("Thing('one')", "preview", "--policy-pack", str(pack))
    assert refused.exit_code != 0
    assert "no things in a-policy-pack-in-python-stops-a-preview" in refused.stdout, refused.explain()
    allowed = run("", "preview", "--policy-pack", str(pack))
    assert allowed.exit_code == 0, allowed.explain()

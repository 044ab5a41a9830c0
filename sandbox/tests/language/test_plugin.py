"""Plugins written in Python: their command line, output, exit code and end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from portarium_sandbox.language.plugin import PluginRequest, command_of, run_plugin
from portarium_sandbox.language.policy_pack import note_stack, stack_environment


def request_for(folder: Path, *, kind: str = "resource", variables: tuple[str, ...] = ()) -> PluginRequest:
    """Describe a plugin in a folder."""
    return PluginRequest(
        kind=kind,
        program_directory=str(folder),
        working_directory=str(folder.parent),
        arguments=["127.0.0.1:1"],
        variables=variables,
    )


def test_a_plugin_runs_with_its_variables_and_its_exit_code_arrives(tmp_path: Path) -> None:
    """Output of both kinds comes through, then how it ended."""
    (tmp_path / "__main__.py").write_text(
        "import os, sys\nprint(os.environ['GIVEN'], sys.argv[1])\nsys.stderr.write('warned')\nsys.exit(3)\n",
        encoding="utf-8",
    )
    outputs = list(run_plugin(request_for(tmp_path, variables=("GIVEN=a=b",)), sys.executable, lambda end: None))
    assert b"".join(output.stdout for output in outputs) == b"a=b 127.0.0.1:1\n"
    assert b"".join(output.stderr for output in outputs) == b"warned"
    assert outputs[-1].exit_code == 3


def test_a_plugin_ends_with_its_call(tmp_path: Path) -> None:
    """When the engine ends the call, the plugin's process ends; otherwise it would outlive the run."""
    (tmp_path / "__main__.py").write_text("import time\nprint('up', flush=True)\ntime.sleep(60)\n", encoding="utf-8")
    endings: list[Callable[[], None]] = []
    outputs = run_plugin(request_for(tmp_path), sys.executable, endings.append)
    assert next(outputs).stdout.startswith(b"up")
    endings[0]()
    assert list(outputs)[-1].exit_code == -9


def test_a_policy_pack_runs_in_its_own_folder(tmp_path: Path) -> None:
    """Packs take their folder as the last argument, after the engine's address."""
    command, folder = command_of(request_for(tmp_path, kind="analyzer"), "python")
    assert folder == str(tmp_path)
    assert command[-2:] == ["127.0.0.1:1", str(tmp_path)]


def test_a_pack_learns_the_stack_before_its_first_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's ConfigureStack puts the settings where `pulumi_policy` reads them, and still reaches the pack."""
    monkeypatch.setattr(os, "environ", {})
    reached: list[str] = []

    def configure_stack(request: SimpleNamespace, _context: None) -> None:
        reached.append(request.stack)

    servicer = SimpleNamespace(ConfigureStack=configure_stack)
    request = SimpleNamespace(organization="", project="portarium", stack="dev", dry_run=True, config={"a:b": "c"})
    note_stack(servicer).ConfigureStack(request, None)
    assert reached == ["dev"]
    assert os.environ == stack_environment(request)
    assert os.environ["PULUMI_STACK"] == "dev"
    assert "PULUMI_ORGANIZATION" not in os.environ  # pulumi_policy has a default only for one that is not there

"""Puts the engine, the language host and the provider doubles where Pulumi looks for them.

The engine goes to the sandbox's `bin/`, the rest into the plugin cache of the sandbox's own PULUMI_HOME: the engine
warns about each plugin that it finds on PATH.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from portarium_sandbox import stack_file
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.language.packages import RequiredPackage, required_packages, site_packages_of

MARK = "# Portarium sandbox launcher."
OFFICIAL_PLUGINS = Path.home() / ".pulumi" / "plugins"
STACK_INIT = """\
# The engine would write an encryption salt into Pulumi.<stack>.yaml; the sandbox makes the stack without one.
if [ "$1 $2" = "stack init" ]; then
    shift 2
    exec {python} -P -m portarium_sandbox.stack_init --folder {folder} --engine {engine} -- "$@"
fi
"""
STACK_FILE = """\
# As whom, and on a copy of the stack's file: the key that it names is of the real cloud.
case "$1" in
{commands})
    exec {python} -P -m portarium_sandbox.stack_file --folder {folder} --engine {engine} -- "$@"
    ;;
esac
"""


def is_launcher(path: Path) -> bool:
    """Say whether a file is a sandbox's launcher and not the real thing."""
    with path.open("rb") as file:
        return MARK.encode() in file.read(200)


def write(folder: Folder, engine: Path, *, official: bool, plugins: Path = OFFICIAL_PLUGINS) -> None:
    """Write all launchers anew; with `official`, use the installed official providers instead of the doubles."""
    packages = required_packages(site_packages_of(sys.executable))
    if official:
        _refuse_missing(packages, plugins)
    quoted = {"python": _python(), "folder": shlex.quote(str(folder.root)), "engine": shlex.quote(str(engine))}
    _write_script(
        folder.launchers / "pulumi",
        STACK_INIT.format(**quoted)
        + STACK_FILE.format(**quoted, commands=" | ".join(stack_file.COMMANDS))
        + f'exec {quoted["engine"]} "$@"\n',
    )
    cache = folder.pulumi_home / "plugins"
    shutil.rmtree(cache, ignore_errors=True)
    _write_script(_language_host(cache), _language_script())
    for package in packages:
        target = cache / _plugin_folder(package)
        if official:
            # The engine's list of plugins skips a folder that is a link, but not links inside a folder.
            target.mkdir(parents=True)
            for file in (plugins / _plugin_folder(package)).iterdir():
                (target / file.name).symlink_to(file)
        else:
            _write_script(
                target / f"pulumi-resource-{package.name}",
                f'exec {_python()} -P -m portarium_sandbox.providers.{package.name} "$@"\n',
            )


def are_current(folder: Folder) -> bool:
    """Say whether the launchers are there and fit the Python packages of now: an update of these needs new ones."""
    wanted = {_plugin_folder(package) for package in required_packages(site_packages_of(sys.executable))}
    cache = folder.pulumi_home / "plugins"
    host = _language_host(cache)
    return (
        (folder.launchers / "pulumi").exists()
        and all((cache / name).is_dir() for name in wanted)
        and host.exists()
        and host.read_text(encoding="utf-8") == _script(_language_script())
    )


def _refuse_missing(packages: Iterable[RequiredPackage], plugins: Path) -> None:
    missing = [package for package in packages if not (plugins / _plugin_folder(package)).is_dir()]
    if missing:
        commands = "; ".join(f"pulumi plugin install resource {package.name} {package.version}" for package in missing)
        raise SandboxError(
            f"--providers official: {plugins} lacks {', '.join(package.name for package in missing)}; "
            f"install what is missing ({commands}) or leave the option out to use the doubles"
        )


def _plugin_folder(package: RequiredPackage) -> str:
    return f"resource-{package.name}-{package.version}"


def _language_host(cache: Path) -> Path:
    return cache / f"language-python-v{version('pulumi')}" / "pulumi-language-python"


def _language_script() -> str:
    return f'exec {_python()} -P -m portarium_sandbox.language "$@"\n'


def _python() -> str:
    return shlex.quote(sys.executable)


def _write_script(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_script(body), encoding="utf-8")
    path.chmod(0o755)


def _script(body: str) -> str:
    return f"#!/bin/sh\n{MARK}\n{body}"

"""The engine's commands that open a stack's settings: as whom, and on a copy that names no key of the real cloud.

`Pulumi.<stack>.yaml` says which key opens the secrets of the real stack. In the sandbox the state says it, and the
engine asks the state only where the file names none (docs/adr/0010-secrets-in-the-sandbox.md). The launcher of
`pulumi` comes here for these commands; the file itself stays as it is, and `pulumi config set` writes to it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder, nearest_project
from portarium_sandbox.stack_identity import profile_for

COMMANDS = ("preview", "pre", "up", "update", "refresh", "destroy", "down", "dn", "import", "watch", "logs")
"""The commands that take `--config-file`; `config` is not among them, it is meant to change the file."""

EXIT_REFUSED = 255
"""Pulumi's own exit code for a command that failed."""

_KEY_OF_THE_REAL_STACK = re.compile(r"^(?:secretsprovider|encryptedkey|encryptionsalt):.*\n?", re.MULTILINE)


def main() -> int:
    """Hand over to the engine, with a copy of the stack's settings where the file names a key."""
    parser = argparse.ArgumentParser(prog="python -m portarium_sandbox.stack_file")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    own = parser.parse_args()
    given = own.arguments[1:] if own.arguments[:1] == ["--"] else own.arguments
    try:
        words, profile = prepared(Folder(own.folder), own.engine, given)
    except SandboxError as error:
        sys.stderr.write(f"error: {error}\n")
        return EXIT_REFUSED
    if profile:
        os.environ["AWS_PROFILE"] = profile
    return os.execv(own.engine, ["pulumi", *words])  # noqa: S606 (the engine takes this process over)


def prepared(folder: Folder, engine: str, words: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the command's words, with a copy of the settings named where there is need for one, and a profile."""
    try:
        given, _ = _given(words)
    except argparse.ArgumentError:
        # An option without its value: the engine says so, in its own words.
        return list(words), None
    project = nearest_project(Path(given.cwd or ".").resolve())
    if project is None:
        return list(words), None
    stack = _named(given.stack, engine, project)
    profile = profile_for(words[0], stack, folder=folder, project=project, variables=os.environ)
    return on_a_copy(folder, engine, words, project=project, stack=stack), profile


def on_a_copy(folder: Folder, engine: str, words: Sequence[str], *, project: Path, stack: str) -> list[str]:
    """Return the command's words, with a copy of the settings named where there is need for one."""
    given, others = _given(words)
    file = (
        Path(given.cwd or ".").resolve() / given.config_file if given.config_file else project / f"Pulumi.{stack}.yaml"
    )
    if not file.exists() or not _names_a_key(file):
        return list(words)
    if given.config:
        _save(given, engine, file, project)
    place = [*(["--cwd", given.cwd] if given.cwd else []), *(["--stack", given.stack] if given.stack else [])]
    return [others[0], *place, "--config-file", str(_copied(folder, file)), *others[1:]]


def _given(words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """The options that say which settings are meant, and everything else as it was typed."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--cwd", "-C")
    parser.add_argument("--stack", "-s")
    parser.add_argument("--config-file")
    parser.add_argument("--config", "-c", action="append")
    parser.add_argument("--config-path", action="store_true")
    return parser.parse_known_args(list(words))


def _named(stack: str | None, engine: str, project: Path) -> str:
    """The stack that is named or selected, without what its full name has before it."""
    return (stack or os.environ.get("PULUMI_STACK") or _selected(engine, project)).rpartition("/")[2]


def _save(given: argparse.Namespace, engine: str, file: Path, project: Path) -> None:
    """Set in the file itself what the command sets on its way: the engine would save it in the copy."""
    common = ["--config-file", str(file), *(["--stack", given.stack] if given.stack else [])]
    for setting in given.config:
        key, _, value = setting.partition("=")
        command = ["config", "set", *common, *(["--path"] if given.config_path else []), "--", key, value]
        answer = subprocess.run([engine, *command], cwd=project, capture_output=True, text=True, check=False)  # noqa: S603
        if answer.returncode:
            raise SandboxError(f"--config {setting}: {answer.stderr.strip().removeprefix('error: ')}")


def _names_a_key(file: Path) -> bool:
    return _KEY_OF_THE_REAL_STACK.search(file.read_text(encoding="utf-8")) is not None


def _selected(engine: str, project: Path) -> str:
    """The stack that `pulumi stack select` chose; nothing when there is none, which the engine then says."""
    command = [engine, "stack", "--show-name", "--non-interactive"]
    answer = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603
    return answer.stdout.strip()


def _copied(folder: Folder, file: Path) -> Path:
    # Two checkouts may use one sandbox, and two commands one stack: a folder for each checkout, and no half a file.
    copy = folder.stack_files / hashlib.sha256(str(file.parent).encode()).hexdigest()[:12] / file.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    written = copy.with_name(f"{file.name}.{os.getpid()}")
    written.write_text(_KEY_OF_THE_REAL_STACK.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")
    return written.replace(copy)


if __name__ == "__main__":
    sys.exit(main())

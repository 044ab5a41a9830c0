"""Builds a Go binary once for each content of its module and keeps it in the user's cache folder."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from portarium_sandbox import golang
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import cache_folder
from portarium_sandbox.lock import waiting
from portarium_sandbox.progress import Progress

BYTES_NEEDED = 4 * 1024**3
# The same bytes from any folder, and nothing of this machine's C library in them.
_FLAGS = ("-trimpath",)
REGISTRY_REFUSES = re.compile(
    r"dial tcp|proxyconnect|no such host|connection refused|i/o timeout|TLS handshake|x509:|"
    r"40[0-9] |50[0-9] |reading https?://|unrecognized import path|GOPROXY"
)


@dataclass(frozen=True, kw_only=True)
class GoModule:
    """One binary and the Go module that it is built from."""

    title: str
    folder: Path
    package: str
    binary: str
    linker_flags: str
    usual: str

    @property
    def digest(self) -> str:
        """Identify all that the binary depends on."""
        digest = sha256(
            f"{self.package}\n{_FLAGS}\n{self.linker_flags}\n{platform.system()}-{platform.machine()}".encode()
        )
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.name.endswith("_test.go"):
                digest.update(f"\n{path.relative_to(self.folder)}\n".encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    @property
    def path(self) -> Path:
        """Return where the built binary is kept."""
        return cache_folder() / "bin" / self.digest / self.binary


def build(module: GoModule, progress: Progress) -> Path:
    """Return the module's binary; build it first when the cache has none for this content."""
    # Once: a source that changes while Go runs must not change where this binary goes.
    path = module.path
    if path.exists():
        return path

    def say() -> None:
        progress.note(f"another sandbox is building; {module.title} waits for it")

    # One build at a time: each uses every core, and two sandboxes want the same binary.
    with waiting(cache_folder() / "build.lock", when_busy=say):
        if not path.exists():
            _check_room(cache_folder())
            go = golang.find_go(progress)
            with progress.step(f"building {module.title}", module.usual):
                _run_go(go, module, path)
    return path


def _run_go(go: Path, module: GoModule, path: Path) -> None:
    log = cache_folder() / "logs" / f"{module.binary}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    command = [go, "build", *_FLAGS, "-ldflags", module.linker_flags, "-o", temporary, module.package]
    with log.open("w", encoding="utf-8") as output:
        code = subprocess.run(
            command, cwd=module.folder, env=golang.environment(), stdout=output, stderr=output, check=False
        ).returncode
    if code != 0:
        temporary.unlink(missing_ok=True)
        raise SandboxError(failure(module.title, log))
    temporary.replace(path)


def failure(title: str, log: Path) -> str:
    """Return one line about a failed build: which step, what was said last, and what to do."""
    output = log.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["Go said nothing"]
    if "no space left on device" in output:
        return f"building {title}: the disk is full; make room (about 4 GB) and try again; log: {log}"
    if any(REGISTRY_REFUSES.search(line) for line in lines[-5:]):
        return (
            f"downloading Go modules for {title}: the module registry refused ({lines[-1]}); "
            f"set GOPROXY to one that this machine can reach and try again; log: {log}"
        )
    return f"building {title} failed ({lines[-1]}); the whole output: {log}"


def _check_room(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < BYTES_NEEDED:
        raise SandboxError(
            f"{folder}: {free / 1024**3:.1f} GB free, and the first build needs about "
            f"{BYTES_NEEDED / 1024**3:.0f} GB; make room, or point XDG_CACHE_HOME to a disk that has it"
        )

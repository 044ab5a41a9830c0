"""The sandbox's two binaries: the Pulumi engine and the Kubernetes control plane."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import PACKAGE, cache_folder
from portarium_sandbox.gobuild import GoModule, build
from portarium_sandbox.launchers import is_launcher
from portarium_sandbox.progress import Progress

INSTALLER = "https://get.pulumi.com/install.sh"
INSTALLER_TIMEOUT_SECONDS = 3
PINNED = version("pulumi")
"""The engine's version is the SDK's: they are released together and tested together."""

ENGINE = GoModule(
    title="the Pulumi engine",
    folder=PACKAGE / "engine",
    package="github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    binary="pulumi",
    linker_flags=f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{PINNED}",
    usual="usually 4 minutes on 2 cores, the first time only",
)
CONTROL_PLANE = GoModule(
    title="the Kubernetes control plane",
    folder=PACKAGE / "controlplane",
    package=".",
    binary="portarium-controlplane",
    linker_flags="-s -w",
    usual="usually 5 minutes on 2 cores, the first time only",
)


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A Pulumi command line and where it comes from."""

    path: Path
    version: str
    origin: str


def control_plane(progress: Progress) -> Path:
    """Return the control plane's binary, built when needed."""
    return build(CONTROL_PLANE, progress)


def engine(progress: Progress) -> Engine:
    """Return the Pulumi engine: the user's own, else the official installer's, else one built from its modules."""
    if on_path := engine_on_path():
        return on_path
    if ENGINE.path.exists():
        return _built(ENGINE.path)
    if installed := _installed(progress):
        return installed
    return _built(build(ENGINE, progress))


def engine_on_path(search_path: str | None = None) -> Engine | None:
    """Return the first `pulumi` on PATH that is not a sandbox's launcher, when it is recent enough."""
    for folder in (search_path or os.environ.get("PATH", os.defpath)).split(os.pathsep):
        found = shutil.which("pulumi", path=folder)
        if found is None or is_launcher(Path(found)):
            continue
        says = version_of(Path(found))
        # Only the first counts: an older one there is what the user's own shell runs, and nothing to go behind.
        if says is None or _parts(says) < _parts(PINNED):
            return None
        return Engine(path=Path(found).resolve(), version=says, origin="on PATH")
    return None


def version_of(pulumi: Path) -> str | None:
    """Return the version a `pulumi` reports, or nothing when it cannot say."""
    try:
        answer = subprocess.run(
            [pulumi, "version"], capture_output=True, text=True, check=False, timeout=30, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"v(\d+\.\d+\.\d+\S*)", answer.stdout)
    return match[1] if match else None


def _built(path: Path) -> Engine:
    return Engine(path=path, version=PINNED, origin="built from its Go modules")


def _installed(progress: Progress) -> Engine | None:
    """Return the official installer's engine; nothing when the installer cannot be reached from here."""
    root = cache_folder() / "pulumi" / PINNED
    binary = root / "bin" / "pulumi"
    if not binary.exists():
        if not _reachable(INSTALLER):
            return None
        # Imported here: the Automation API is slow to import and needed once in a machine's life.
        from pulumi.automation import PulumiCommand  # noqa: PLC0415
        from semver import VersionInfo  # noqa: PLC0415

        try:
            with progress.step("installing the Pulumi engine", "usually under a minute"):
                PulumiCommand.install(root=str(root), version=VersionInfo.parse(PINNED))
        except (subprocess.CalledProcessError, OSError, RuntimeError) as error:
            progress.note(f"the official installer did not work ({error}); building the engine instead")
            return None
    return Engine(path=binary, version=PINNED, origin="from the official installer")


def _reachable(url: str) -> bool:
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 (a constant https address)
    try:
        with urllib.request.urlopen(request, timeout=INSTALLER_TIMEOUT_SECONDS):  # noqa: S310
            return True
    except (urllib.error.URLError, OSError):
        return False


def _parts(says: str) -> tuple[int, ...]:
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", says)
    if match is None:
        raise SandboxError(f"pulumi reports version {says!r}; a version such as {PINNED} was expected")
    return tuple(int(part) for part in match.groups())

"""The programs: PostgreSQL from its wheel, and servers that are built from their Go modules."""

from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import PACKAGE
from portarium_sandbox.gobuild import GoModule, build
from portarium_sandbox.progress import Progress

_MODULES = PACKAGE / "native" / "modules"
_FLAGS = "-s -w"

NATS = GoModule(
    title="NATS's server",
    folder=_MODULES / "nats",
    package="github.com/nats-io/nats-server/v2",
    binary="nats-server",
    linker_flags=_FLAGS,
    usual="usually a minute on 2 cores, the first time only",
)
NATS_CLIENT = GoModule(
    title="NATS's command line",
    folder=_MODULES / "nats",
    package="github.com/nats-io/natscli/nats",
    binary="nats",
    linker_flags=_FLAGS,
    usual="usually a minute on 2 cores, the first time only",
)
S3 = GoModule(
    title="the Versity S3 Gateway",
    folder=_MODULES / "versitygw",
    package="github.com/versity/versitygw/cmd/versitygw",
    binary="versitygw",
    linker_flags=_FLAGS,
    usual="usually 3 minutes on 2 cores, the first time only",
)
BUILT = {module.binary: module for module in (NATS, NATS_CLIENT, S3)}
"""Each by the name of its program."""


def program(name: str, progress: Progress) -> Path:
    """Return a program, built when it was not."""
    if name not in BUILT:
        raise SandboxError(f"there is no program {name!r} here, only {', '.join(sorted(BUILT))}")
    return build(BUILT[name], progress)

"""The programs that are built are pinned by their modules."""

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.native.programs import BUILT, program
from portarium_sandbox.progress import Progress


def test_an_unknown_program_is_refused_with_those_there_are() -> None:
    """Nothing is built for it."""
    with pytest.raises(SandboxError, match="there is no program 'minio' here, only nats, nats-server"):
        program("minio", Progress())


@pytest.mark.parametrize("name", BUILT)
def test_each_module_pins_what_it_builds(name: str) -> None:
    """The package is a tool of the module, and the sums of all that it needs are kept."""
    module = BUILT[name]
    assert module.package in (module.folder / "go.mod").read_text(encoding="utf-8")
    assert (module.folder / "go.sum").read_text(encoding="utf-8").count("\n") > 10

"""The machine, as far as it bears on a time: nothing that names it."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What ran the benchmark."""

    cores: int
    memory_gib: int
    system: str
    python: str
    pulumi: str
    load_before: float
    """Runnable processes per minute before the first run: above the number of cores, others were at work."""

    @classmethod
    def current(cls) -> Machine:
        """Describe this machine."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return cls(
            cores=os.cpu_count() or 1,
            memory_gib=round(memory / 2**30),
            system=f"{platform.system()} {platform.machine()}",
            python=platform.python_version(),
            pulumi=version("pulumi"),
            load_before=round(os.getloadavg()[0], 1),
        )

    def as_json(self) -> dict[str, object]:
        """Return it for scripts."""
        return asdict(self)

    def __str__(self) -> str:
        """One line for the report."""
        return (
            f"{self.cores} cores, {self.memory_gib} GiB, {self.system}, Python {self.python}, Pulumi {self.pulumi}, "
            f"load {self.load_before:g} before the first run"
        )

"""A stack's config on its way to becoming settings: parsed, but not yet known to be right as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from settings.sections.workloads import Scaling, WorkloadEntry
from settings.stack import Stack
from settings.stack_config import StackConfig, Topology

Findings = Iterator[tuple[str, str]]
"""What a check yields: the path of a key, and what is wrong there."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The parsed config, without its malformed keys, and the stack's place in the registry."""

    config: StackConfig
    stack: Stack

    @property
    def topology(self) -> Topology:
        """The topology as configured, or as the registry has it."""
        return self.config.topology or ("shared" if self.stack.shared_with else "dedicated")

    @property
    def owner(self) -> str | None:
        """The stack whose cluster a shared one runs on; None for a dedicated one."""
        return str(self.config.shared_with) if self.config.shared_with else self.stack.shared_with

    def scaling_of(self, workload: WorkloadEntry) -> Scaling:
        """Return how many pods a workload has: as configured, or as many as the tier demands."""
        configured = (self.config.scaling or {}).get(workload.name)
        return configured or Scaling(replicas=self.stack.floors.replicas.of(workload.plane))

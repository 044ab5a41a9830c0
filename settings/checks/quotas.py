"""The quotas: every workload fits into its namespace at its largest."""

from collections.abc import Iterator

from settings.sections.quotas import Quotas
from settings.sections.workloads import WorkloadEntry
from settings.stack import Stack
from settings.stack_config import StackConfig


def check(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield each quota that the workloads of its namespace exceed when all of them run at their maximum."""
    quotas = config.quotas or Quotas()
    workloads = config.workloads or ()
    for plane, key, quota in (("control", "apps", quotas.apps), ("execution", "execution", quotas.execution)):
        members = [(workload, _pods(workload, config, stack)) for workload in workloads if workload.plane == plane]
        cpu = sum(workload.requests.cpu.millicores * pods for workload, pods in members)
        memory = sum(workload.requests.memory.bytes * pods for workload, pods in members)
        pods = sum(pods for _, pods in members)
        if cpu > quota.cpu.millicores:
            yield f"quotas.{key}.cpu", f"{quota.cpu}, the {plane} plane's workloads request {cpu}m at most"
        if memory > quota.memory.bytes:
            mebibytes = -(-memory // 2**20)
            yield f"quotas.{key}.memory", f"{quota.memory}, the {plane} plane's workloads request {mebibytes}Mi at most"
        if pods > quota.pods:
            yield f"quotas.{key}.pods", f"{quota.pods}, the {plane} plane's workloads are {pods} pods at most"


def _pods(workload: WorkloadEntry, config: StackConfig, stack: Stack) -> int:
    scaling = (config.scaling or {}).get(workload.name)
    floor: int = getattr(stack.floors.replicas, workload.plane)
    return scaling.maximum if scaling else floor

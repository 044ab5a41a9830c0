"""The quotas: every pod of a namespace fits into it when all of them run at their most."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.component_names import PROXY
from domain.names import DnsLabel
from domain.proxy_size import PROXY_CPU, PROXY_MEMORY
from domain.quantity import CpuQuantity, MemoryQuantity
from settings.draft import Draft, Findings
from settings.sections.quotas import Quota, Quotas


@dataclass(frozen=True, kw_only=True)
class Members:
    """Pods of one kind: what each requests, and how many there can be."""

    cpu: CpuQuantity
    memory: MemoryQuantity
    pods: int


def check(draft: Draft) -> Findings:
    """Yield each quota that the pods of its namespace exceed when all of them run at their maximum."""
    quotas = draft.config.quotas or Quotas()
    yield from _check("apps", quotas.apps, "the control plane's workloads", list(_workloads(draft, "control")))
    execution = list(_workloads(draft, "execution"))
    yield from _check("execution", quotas.execution, "the execution plane's workloads", execution)
    yield from _check("egress", quotas.egress, "the egress proxies", [_proxies(draft)])


def _check(key: str, quota: Quota, whose: str, members: list[Members]) -> Findings:
    cpu = sum(one.cpu.millicores * one.pods for one in members)
    memory = sum(one.memory.bytes * one.pods for one in members)
    pods = sum(one.pods for one in members)
    if cpu > quota.cpu.millicores:
        yield f"quotas.{key}.cpu", f"{quota.cpu}, {whose} request {cpu}m at most"
    if memory > quota.memory.bytes:
        mebibytes = -(-memory // 2**20)
        yield f"quotas.{key}.memory", f"{quota.memory}, {whose} request {mebibytes}Mi at most"
    if pods > quota.pods:
        yield f"quotas.{key}.pods", f"{quota.pods}, {whose} are {pods} pods at most"


def _workloads(draft: Draft, plane: str) -> Iterator[Members]:
    for workload in draft.config.workloads or ():
        if workload.plane == plane:
            requests, pods = workload.pod_requests, draft.scaling_of(workload).maximum
            yield Members(cpu=requests.cpu, memory=requests.memory, pods=pods)


def _proxies(draft: Draft) -> Members:
    scaling = (draft.config.scaling or {}).get(DnsLabel(PROXY))
    return Members(cpu=PROXY_CPU, memory=PROXY_MEMORY, pods=scaling.maximum if scaling else 1)

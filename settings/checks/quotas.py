"""The quotas: every workload fits into its namespace at its largest."""

from settings.draft import Draft, Findings
from settings.sections.quotas import Quotas


def check(draft: Draft) -> Findings:
    """Yield each quota that the workloads of its namespace exceed when all of them run at their maximum."""
    quotas = draft.config.quotas or Quotas()
    workloads = draft.config.workloads or ()
    for plane, key, quota in (("control", "apps", quotas.apps), ("execution", "execution", quotas.execution)):
        members = [(workload, draft.scaling_of(workload).maximum) for workload in workloads if workload.plane == plane]
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

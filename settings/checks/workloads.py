"""The workloads: names, ports, resources, containment and scaling."""

from typing import get_args

from domain.component_names import PROXY, RESERVED
from domain.plane import WorkloadPlane
from domain.text import shown
from settings.draft import Draft, Findings
from settings.explain import suggestion
from settings.sections.workloads import WorkloadEntry


def check(draft: Draft) -> Findings:
    """Yield what is wrong with each workload and with the list as a whole."""
    workloads = draft.config.workloads
    if workloads is None:
        return
    yield from _check_names(workloads)
    for index, workload in enumerate(workloads):
        yield from _check_workload(f"workloads[{index}]", workload)
    for plane in get_args(WorkloadPlane):
        if all(workload.plane != plane for workload in workloads):
            yield "workloads", f"none is in the {plane} plane; an environment needs both"
    names = [*(str(workload.name) for workload in workloads), PROXY]
    for name, scaling in (draft.config.scaling or {}).items():
        if name not in names:
            yield f"scaling.{name}", f"unknown workload; {suggestion(name, names)}"
        elif name == PROXY and scaling.autoscaler:
            yield f"scaling.{name}.autoscaler", "the egress proxy has a fixed number of pods; give replicas"


def _check_names(workloads: tuple[WorkloadEntry, ...]) -> Findings:
    first: dict[str, int] = {}
    migrating: list[int] = []
    for index, workload in enumerate(workloads):
        if workload.name in first:
            yield f"workloads[{index}].name", f"{shown(workload.name)} is the name of workloads[{first[workload.name]}]"
        first.setdefault(workload.name, index)
        if workload.name in RESERVED:
            taken = f"{shown(workload.name)} is the name of {RESERVED[workload.name]}"
            yield f"workloads[{index}].name", f"{taken}; give the workload another"
        if workload.migrations:
            migrating.append(index)
    for index in migrating[1:]:
        yield f"workloads[{index}].migrations", f"workloads[{migrating[0]}] has them already; one owns the schema"


def _check_workload(at: str, workload: WorkloadEntry) -> Findings:
    requests, limits = workload.requests, workload.limits
    if requests.cpu.millicores > limits.cpu.millicores:
        yield f"{at}.requests.cpu", f"{requests.cpu} is over the limit {limits.cpu}"
    if requests.memory.bytes > limits.memory.bytes:
        yield f"{at}.requests.memory", f"{requests.memory} is over the limit {limits.memory}"
    if workload.plane == "execution" and workload.mounts_token:
        yield f"{at}.mountsToken", "true, the execution plane never gets a token for the Kubernetes API"
    for index, path in enumerate(workload.writable_paths):
        if path in workload.writable_paths[:index]:
            yield f"{at}.writablePaths[{index}]", f"{shown(str(path))} is listed twice"

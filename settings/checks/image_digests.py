"""The digests of the images: of each image of the release, and of nothing else."""

from domain.component_names import OPERATIONS, PROXY
from settings.draft import Draft, Findings
from settings.explain import suggestion


def check(draft: Draft) -> Findings:
    """Yield images without a digest and digests of no image that runs; those of another release are left aside."""
    config = draft.config
    digests, workloads = config.image_digests, config.workloads
    if digests is None or digests.sha != config.image_sha or workloads is None:
        return
    way = f"run portarium images {draft.stack.name} --pin, or remove imageDigests"
    wanted = list(dict.fromkeys((PROXY, OPERATIONS, *(workload.image_name for workload in workloads))))
    given = {str(name) for name in digests.images}
    if missing := [name for name in wanted if name not in given]:
        yield "imageDigests.images", f"none of {', '.join(missing)}; {way}"
    for name in sorted(given.difference(wanted)):
        yield f"imageDigests.images.{name}", f"no image of the stack's; {suggestion(name, wanted)}"

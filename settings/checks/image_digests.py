"""The digests of the images: of the release that runs, of each of its images, and of nothing else."""

from domain.component_names import PROXY
from settings.draft import Draft, Findings
from settings.explain import suggestion


def check(draft: Draft) -> Findings:
    """Yield digests of another release, images without one, and digests of no image that runs."""
    config = draft.config
    digests, workloads = config.image_digests, config.workloads
    if digests is None or config.image_sha is None or workloads is None:
        return
    way = f"run portarium images {draft.stack.name} --pin, or remove imageDigests"
    if digests.sha != config.image_sha:
        yield "imageDigests.sha", f"these are of {digests.sha}, and imageSha is {config.image_sha}; {way}"
        return
    wanted = list(dict.fromkeys((PROXY, *(workload.image_name for workload in workloads))))
    given = {str(name) for name in digests.images}
    if missing := [name for name in wanted if name not in given]:
        yield "imageDigests.images", f"none of {', '.join(missing)}; {way}"
    for name in sorted(given.difference(wanted)):
        yield f"imageDigests.images.{name}", f"no image of the stack's; {suggestion(name, wanted)}"

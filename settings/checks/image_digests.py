"""The digests of the images: of each image of the release, of nothing else, and there where nothing else may run."""

from domain.component_names import OPERATIONS, PROXY
from settings.draft import Draft, Findings
from settings.explain import suggestion


def check(draft: Draft) -> Findings:
    """Yield images without a digest and digests of no image that runs; those of another release are left aside, unless
    images run by digest alone."""
    config = draft.config
    digests, workloads = config.image_digests, config.workloads
    if config.images and config.images.by_digest and (digests is None or digests.sha != config.image_sha):
        found = "missing" if digests is None else f"of {digests.sha}, and imageSha is another"
        yield (
            "imageDigests",
            f"{found}; images.byDigest wants those of imageSha: portarium images {draft.stack.name} --pin",
        )
    if digests is None or digests.sha != config.image_sha or workloads is None:
        return
    way = f"run portarium images {draft.stack.name} --pin, or remove imageDigests"
    wanted = list(dict.fromkeys((PROXY, OPERATIONS, *(workload.image_name for workload in workloads))))
    given = {str(name) for name in digests.images}
    if missing := [name for name in wanted if name not in given]:
        yield "imageDigests.images", f"none of {', '.join(missing)}; {way}"
    for name in sorted(given.difference(wanted)):
        yield f"imageDigests.images.{name}", f"no image of the stack's; {suggestion(name, wanted)}"

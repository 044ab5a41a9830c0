"""The images of the release: in the registry, and built for the nodes."""

from collections.abc import Iterator

from ops.operations.container_registry import ContainerRegistry, NoAccessError
from ops.operations.preflight.finding import Finding, lacks, right, unknown
from ops.operations.preflight.subject import Subject


def check_images(subject: Subject) -> Iterator[Finding]:
    """A pod whose image is not there, or is of another architecture, never starts."""
    registry = ContainerRegistry(subject.variables)
    there: list[str] = []
    for image in sorted(set(subject.settings.image_of_each().values())):
        wanted = [str(one) for one in subject.settings.architectures_of(image)]
        try:
            built_for = registry.architectures(image)
        except NoAccessError as error:
            yield unknown(str(error), remedy="export GITHUB_TOKEN=… (with read:packages)")
            continue
        if built_for is None:
            yield lacks(
                f"no {image}",
                wanted="the image in its registry",
                remedy=(
                    f"portarium images {subject.name} --pin"
                    if subject.settings.is_pinned
                    else "let the image workflow run for that commit, or choose another: "
                    f"pulumi config set imageSha … -s {subject.name}"
                ),
            )
        elif missing := [one for one in wanted if one not in built_for]:
            yield lacks(
                f"{image} is built for {', '.join(sorted(built_for)) or 'nothing'}",
                wanted=f"{', '.join(missing)} as well (architectures in the settings)",
                remedy="build it for that, or choose node types that it is built for",
            )
        else:
            there.append(image)
    if there:
        yield right(f"{len(there)} images are there, built for what the settings say")

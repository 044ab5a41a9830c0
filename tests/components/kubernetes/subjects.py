"""A container like those of our workloads, and one recording of whatever runs it."""

from dataclasses import replace

from components.kubernetes.container import Amount, Container

SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"
OTHER_SHA = "b" * 40


def image(component: str, sha: str = SHA) -> str:
    """The image of a component."""
    return f"ghcr.io/portarium/portarium-{component}:{sha}"


API = Container(
    environment="dev",
    component="api",
    plane="control",
    image=image("api"),
    image_sha=SHA,
    port=8080,
    requests=Amount(cpu="250m", memory="512Mi"),
    limits=Amount(cpu="1", memory="1Gi"),
)


def at_sha(container: Container, sha: str) -> Container:
    """The same container of another release."""
    return replace(container, image=image(container.component, sha), image_sha=sha)

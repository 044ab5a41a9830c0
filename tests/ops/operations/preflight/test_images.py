"""The images of the release."""

import pytest

from ops.operations.container_registry import NoAccessError
from ops.operations.preflight import images
from tests.ops.operations.preflight.subjects import lines, subject
from tests.settings.configuration import SHA


class Shelf:
    """A double of a registry, which has the same to say of every image but the proxy's."""

    def __init__(self, everything: set[str], proxy: set[str] | NoAccessError | None) -> None:
        self._everything = everything
        self._proxy = proxy

    def __call__(self, _variables: object) -> "Shelf":
        """Stand for the class."""
        return self

    def architectures(self, image: str) -> set[str] | None:
        """Answer for an image."""
        if "egress-proxy" not in image:
            return self._everything
        if isinstance(self._proxy, NoAccessError):
            raise self._proxy
        return self._proxy


@pytest.mark.parametrize(
    ("proxy", "line"),
    [
        ({"amd64"}, "right: 4 images are there, built for what the settings say"),
        (None, f"lacks: no ghcr.io/portarium/portarium-egress-proxy:{SHA}"),
        ({"arm64"}, f"lacks: ghcr.io/portarium/portarium-egress-proxy:{SHA} is built for arm64"),
        (NoAccessError("ghcr.io shows it to nobody"), "unknown: ghcr.io shows it to nobody"),
    ],
)
def test_each_image_is_there_and_built_for_the_nodes(
    monkeypatch: pytest.MonkeyPatch, proxy: set[str] | NoAccessError | None, line: str
) -> None:
    """The proxy's is looked at like those of the workloads; one that can't be read is not taken for a missing one."""
    monkeypatch.setattr(images, "ContainerRegistry", Shelf({"arm64", "amd64"}, proxy))
    assert lines(images.check_images(subject()))[0] == line

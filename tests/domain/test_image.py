"""The name of an image: what is made is recognised, and nothing that could move or come from elsewhere."""

import pytest

from domain.image import image_name, is_image

_SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"


@pytest.mark.parametrize("component", ["control-plane", "egress-proxy", "api", "worker2"])
def test_what_is_made_is_recognised(component: str) -> None:
    """The settings make the names, and the policy pack and the pipeline hold them to the same form."""
    assert is_image(image_name("portarium", component, _SHA))


@pytest.mark.parametrize(
    "name",
    [
        f"docker.io/portarium/portarium-api:{_SHA}",
        f"ghcr-io/portarium/portarium-api:{_SHA}",
        f"ghcr.io/portarium/other-api:{_SHA}",
        f"ghcr.io/portarium/more/portarium-api:{_SHA}",
        f"ghcr.io/portarium/portarium-:{_SHA}",
        "ghcr.io/portarium/portarium-api:latest",
        f"ghcr.io/portarium/portarium-api:{_SHA[:12]}",
        f"ghcr.io/portarium/portarium-api:{_SHA}\n",
        f"ghcr.io/portarium/portarium-api@sha256:{_SHA}",
        f"x ghcr.io/portarium/portarium-api:{_SHA}",
        "",
    ],
)
def test_other_names_are_not(name: str) -> None:
    """Another registry, another owner's prefix, a tag, a part of a name."""
    assert not is_image(name)

"""The name of an image: what is made is recognised, and nothing that could move or come from elsewhere."""

import re

import pytest

from domain.image import component_of, image_name, image_pattern, is_image

_SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"


@pytest.mark.parametrize("component", ["control-plane", "egress-proxy", "api", "worker2"])
def test_what_is_made_is_recognised(component: str) -> None:
    """The settings make the names, and the policy pack and the pipeline hold them to the same form."""
    assert is_image(image_name("portarium", component, _SHA))
    pinned = image_name("portarium", component, _SHA, f"sha256:{'0123456789abcdef' * 4}")
    assert is_image(pinned)
    assert component_of(pinned) == component_of(image_name("portarium", component, _SHA)) == component


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
        f"ghcr.io/portarium/portarium-api@sha256:{'0' * 64}",
        f"ghcr.io/portarium/portarium-api:latest@sha256:{'0' * 64}",
        f"ghcr.io/portarium/portarium-api:{_SHA}@sha256:{'0' * 63}",
        f"ghcr.io/portarium/portarium-api:{_SHA}@sha512:{'0' * 64}",
        "",
    ],
)
def test_other_names_are_not(name: str) -> None:
    """Another registry, another owner's prefix, a tag, a part of a name."""
    assert not is_image(name)
    assert component_of(name) is None


_DIGEST = f"@sha256:{'0123456789abcdef' * 4}"


@pytest.mark.parametrize("suffix", [f":{_SHA}", _DIGEST, f":{_SHA}{_DIGEST}"])
def test_an_owner_s_images_are_recognised_by_commit_and_by_digest(suffix: str) -> None:
    """Neither can move; the owner is the one that is asked for."""
    name = f"ghcr.io/portarium/portarium-egress-proxy{suffix}"
    assert re.search(image_pattern("portarium"), name)
    assert not re.search(image_pattern("acme"), name)


@pytest.mark.parametrize(
    "name",
    [
        "ghcr.io/portarium/portarium-api",
        "ghcr.io/portarium/portarium-api:latest",
        f"ghcr.io/portarium/portarium-api:latest{_DIGEST}",
        f"ghcr.io/portarium/other-api:{_SHA}",
        f"ghcr.io/portarium/portarium-api:{_SHA}0",
        f"ghcr.io/portarium/portarium-api{_DIGEST[:-1]}",
        f"x ghcr.io/portarium/portarium-api:{_SHA}",
        f"ghcr-io/portarium/portarium-api:{_SHA}",
    ],
)
def test_what_moves_or_comes_from_elsewhere_is_no_image_of_an_owner(name: str) -> None:
    """A tag, a part of a digest, another name, and something before or behind it."""
    assert not re.search(image_pattern("portarium"), name)

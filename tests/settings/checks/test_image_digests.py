"""Digests of the images are of all of a release and of nothing else, and count for that release alone."""

# A row of the table holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from tests.settings.configuration import DIGESTS, SHA, problems, resolved

_OTHER = "b" * 40
_PINNED = {"sha": SHA, "images": DIGESTS}
_WAY = "run portarium images staging --pin, or remove imageDigests"

REFUSED: list[tuple[object, str]] = [
    ({**_PINNED, "images": {"egress-proxy": DIGESTS["egress-proxy"]}}, f"imageDigests.images: none of operations, control-plane, worker; {_WAY}"),
    ({**_PINNED, "images": {**DIGESTS, "control-plane": "sha256:abc"}}, 'imageDigests.images.control-plane: "sha256:abc" is not the digest of an image (sha256: and 64 lower-case hex digits), for example sha256:' + "0123456789abcdef" * 4),
    ({**_PINNED, "images": {**DIGESTS, "controlplane": "sha256:" + "a" * 64}}, "imageDigests.images.controlplane: no image of the stack's; did you mean control-plane?"),
    ({**_PINNED, "images": {}}, "imageDigests.images: is empty; at least 1 is needed"),
    ({"images": DIGESTS}, f"imageDigests.sha: missing; give a full git SHA (40 lower-case hex digits), for example {SHA}"),
]  # fmt: skip


@pytest.mark.parametrize(("digests", "line"), REFUSED)
def test_digests_that_do_not_fit_are_refused_in_one_line(digests: object, line: str) -> None:
    """Before any resource, with the key and the way out."""
    assert problems("staging", {"imageDigests": digests}) == [f"Pulumi.staging.yaml: {line}"]


def test_digests_of_another_release_are_left_aside() -> None:
    """`pulumi config set imageSha` alone promotes and rolls back, also where the release before was pinned."""
    settings = resolved(
        "staging", {"imageDigests": {"sha": _OTHER, "images": {"egress-proxy": DIGESTS["egress-proxy"]}}}
    )

    assert not settings.is_pinned
    assert all(image.endswith(f":{SHA}") for image in settings.image_by_name().values())


def test_digests_that_fit_are_part_of_every_image() -> None:
    """The migration runs the image of the schema's owner, by the same digest."""
    settings = resolved("staging", {"imageDigests": _PINNED})

    assert settings.image_by_name() == {
        name: f"ghcr.io/portarium/portarium-{name}:{SHA}@{digest}" for name, digest in DIGESTS.items()
    }
    assert settings.image_of_each()["execution-plane"] == settings.image_by_name()["worker"]
    assert settings.image_of_each()["migration"] == settings.image_by_name()["control-plane"]


def test_where_images_run_by_digest_alone_a_sha_without_its_digests_is_refused() -> None:
    """In one line with the way out, and before the API server would refuse every pod."""
    images = {"organization": "portarium", "architectures": ["amd64"], "byDigest": True}
    line = "images.byDigest wants those of imageSha: portarium images staging --pin"

    assert problems("staging", {"images": images}) == [f"Pulumi.staging.yaml: imageDigests: missing; {line}"]
    assert problems("staging", {"images": images, "imageDigests": {**_PINNED, "sha": _OTHER}}) == [
        f"Pulumi.staging.yaml: imageDigests: of {_OTHER}, and imageSha is another; {line}"
    ]
    assert resolved("staging", {"images": images, "imageDigests": _PINNED}).is_pinned


def test_who_signs_is_the_repository_that_deploys_unless_another_is_named() -> None:
    """The images of an application come from its own repository."""
    images = {"organization": "portarium", "architectures": ["amd64"]}

    assert resolved("staging", {"images": images}).signing_repository == "portarium/infrastructure"
    other = {**images, "repository": "acme/application"}
    assert resolved("staging", {"images": other}).signing_repository == "acme/application"

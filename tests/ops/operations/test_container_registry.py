"""What a registry says of an image."""

import pytest

from ops.operations.container_registry import ContainerRegistry, NoAccessError
from ops.operations.error import OperationError
from tests.ops.operations.registry_server import PASSWORD, digest_of, index, registry

NAME = "portarium/portarium-api"


def test_an_index_names_its_platforms() -> None:
    """What a builder attests beside them is none; a token is had without a password."""
    with registry({f"{NAME}/manifests/abc": index("amd64", "arm64")}) as host:
        assert ContainerRegistry({}, scheme="http").architectures(f"{host}/{NAME}:abc") == {"amd64", "arm64"}


def test_an_image_for_one_platform_says_so_in_its_configuration() -> None:
    """It has no index."""
    manifest = {"schemaVersion": 2, "config": {"digest": "sha256:1"}}
    content = {f"{NAME}/manifests/abc": manifest, f"{NAME}/blobs/sha256:1": {"architecture": "amd64"}}
    with registry(content) as host:
        assert ContainerRegistry({}, scheme="http").architectures(f"{host}/{NAME}:abc") == {"amd64"}


def test_no_such_image_is_an_answer() -> None:
    """It was never pushed."""
    with registry({}) as host:
        assert ContainerRegistry({}, scheme="http").architectures(f"{host}/{NAME}:abc") is None


@pytest.mark.parametrize("variable", ["GH_TOKEN", "GITHUB_TOKEN"])
def test_a_private_image_is_read_with_the_shells_token(variable: str) -> None:
    """Without it, the registry does not even say whether there is one."""
    with registry({f"{NAME}/manifests/abc": index("arm64")}, private=(NAME,)) as host:
        image = f"{host}/{NAME}:abc"
        assert ContainerRegistry({variable: PASSWORD}, scheme="http").architectures(image) == {"arm64"}
        with pytest.raises(NoAccessError, match=f"/token gives no token for {NAME}"):
            ContainerRegistry({}, scheme="http").architectures(image)


def test_a_registry_that_is_away_is_one_line() -> None:
    """No answer says nothing about the image."""
    with registry({}) as host:
        pass
    with pytest.raises(OperationError, match=r"no answer \(.*Connection refused\)") as error:
        ContainerRegistry({}, scheme="http").architectures(f"{host}/{NAME}:abc")
    assert "\n" not in str(error.value)


def test_the_digest_is_that_of_what_is_served() -> None:
    """By a tag, and by the digest itself beside the tag that it had."""
    served = index("amd64", "arm64")
    digest = digest_of(served)
    with registry({f"{NAME}/manifests/abc": served, f"{NAME}/manifests/{digest}": served}) as host:
        reader = ContainerRegistry({}, scheme="http")
        assert reader.digest(f"{host}/{NAME}:abc") == digest
        assert reader.digest(f"{host}/{NAME}:gone@{digest}") == digest
        assert reader.architectures(f"{host}/{NAME}:gone@{digest}") == {"amd64", "arm64"}
        assert reader.digest(f"{host}/{NAME}:gone") is None


def test_what_is_not_what_it_is_said_to_be_is_not_taken() -> None:
    """Neither by the registry's own word for it, nor for what was asked for."""
    asked = f"sha256:{'0' * 64}"
    said = rf"/manifests/\S+: what is served is sha256:[0-9a-f]{{64}}, and not {asked}$"
    with registry({f"{NAME}/manifests/abc": index("arm64")}, claimed=asked) as host:
        image = f"{host}/{NAME}:abc"
        with pytest.raises(OperationError, match=said):
            ContainerRegistry({}, scheme="http").digest(image)
    with registry({f"{NAME}/manifests/{asked}": index("arm64")}) as host:
        image = f"{host}/{NAME}:abc@{asked}"
        with pytest.raises(OperationError, match=said):
            ContainerRegistry({}, scheme="http").digest(image)

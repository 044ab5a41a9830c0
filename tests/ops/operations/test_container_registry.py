"""What a registry says of an image."""

import pytest

from ops.operations.container_registry import ContainerRegistry, NoAccessError
from ops.operations.error import OperationError
from tests.ops.operations.registry_server import PASSWORD, index, registry

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

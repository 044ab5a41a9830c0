"""What is compared of an object's inputs: what they mean to the API server, which keeps nothing that is empty."""

from typing import Any

import pytest

from portarium_sandbox.providers.kubernetes.provider import KubernetesProvider
from portarium_sandbox.providers.properties import UNKNOWN
from tests.providers.provider_client import changed, connected

DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def deployment(**pod: Any) -> dict[str, Any]:
    """A Deployment with some fields of its pods."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "api", "namespace": "apps"},
        "spec": {"template": {"spec": {"restartPolicy": "Always", **pod}}},
    }


LIVE = deployment()
SAYS_NOTHING = deployment(tolerations=[], nodeSelector={})
MEMORY = deployment(volumes=[{"emptyDir": {}}])


@pytest.mark.parametrize(
    ("said", "says", "live", "differences"),
    [
        (SAYS_NOTHING, LIVE, LIVE, {}),
        (SAYS_NOTHING, SAYS_NOTHING, LIVE, {}),
        (MEMORY, deployment(volumes=[{}]), MEMORY, {"spec.template.spec.volumes[0].emptyDir": "DELETE"}),
        (LIVE, deployment(nodeSelector={}), LIVE, {"spec.template.spec.nodeSelector": "ADD"}),
        (SAYS_NOTHING, deployment(tolerations=[{"key": "a"}]), LIVE, {"spec.template.spec.tolerations": "ADD"}),
    ],
    ids=["left out now", "said again", "kept by the server", "said for the first time", "something at last"],
)
def test_an_empty_value_counts_where_the_server_keeps_it(
    said: dict[str, Any], says: dict[str, Any], live: dict[str, Any], differences: dict[str, str]
) -> None:
    """An empty list or map of the state that the live object lacks is no difference to one that is left out."""
    with connected(KubernetesProvider()) as client:
        assert changed(client.diff(DEPLOYMENT, said, says, old=live)) == differences


def test_an_empty_list_shows_while_an_image_is_unknown() -> None:
    """As officially: inputs of which not all is known are compared as they are written."""
    said, says = SAYS_NOTHING, deployment(tolerations=[], serviceAccountName=UNKNOWN)
    with connected(KubernetesProvider()) as client:
        places = set(changed(client.diff(DEPLOYMENT, said, says, old=LIVE)))
    assert places == {"spec.template.spec.tolerations", "spec.template.spec.serviceAccountName"}

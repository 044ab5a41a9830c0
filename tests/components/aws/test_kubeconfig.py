"""The kubeconfig names its cluster and holds nothing secret."""

import json
from typing import Any

from components.aws.kubeconfig import kubeconfig


def _kubeconfig() -> dict[str, Any]:
    return json.loads(
        kubeconfig(cluster="portarium-dev", endpoint="https://api", certificate_authority="QQ==", region="eu-central-1")
    )


def test_its_context_leads_to_its_cluster_and_user() -> None:
    """Following the current context ends at the endpoint and at a user that exists."""
    config = _kubeconfig()
    context = next(c["context"] for c in config["contexts"] if c["name"] == config["current-context"])
    cluster = next(c["cluster"] for c in config["clusters"] if c["name"] == context["cluster"])
    assert cluster == {"server": "https://api", "certificate-authority-data": "QQ=="}
    assert context["user"] in [user["name"] for user in config["users"]]


def test_its_user_signs_in_with_aws_and_stores_nothing() -> None:
    """The only way in is a token made on the spot."""
    config = _kubeconfig()
    [user] = config["users"]
    assert set(user["user"]) == {"exec"}
    command = [user["user"]["exec"]["command"], *user["user"]["exec"]["args"]]
    assert command == ["aws", "eks", "get-token", "--cluster-name", "portarium-dev", "--region", "eu-central-1"]

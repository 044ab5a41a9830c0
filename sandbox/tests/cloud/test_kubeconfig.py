"""The kubeconfig that the cloud keeps."""

from pathlib import Path
from typing import Any

import yaml

from portarium_sandbox.cloud.kubeconfig import Entry, write

ACCOUNT = "123456789012"
DEV = Entry(
    name="dev",
    region="eu-central-1",
    server="https://127.0.0.1:1",
    certificate_authority="Y2E=",
    account="123456789012",
)
PROD = Entry(
    name="prod", region="eu-west-1", server="https://127.0.0.1:2", certificate_authority="Y2E=", account="123456789012"
)
PROFILES = Path("/sandbox/aws/config")
ENDPOINT = "http://127.0.0.1:4566"


def read(path: Path) -> Any:
    """Read the file back."""
    return yaml.safe_load(path.read_text())


def test_a_context_is_named_like_its_cluster(tmp_path: Path) -> None:
    """Each context leads to its own server, and logs in there and nowhere else."""
    write(tmp_path / "kubeconfig", [PROD, DEV], aws_endpoint=ENDPOINT, profiles=PROFILES)
    config = read(tmp_path / "kubeconfig")
    assert [context["name"] for context in config["contexts"]] == ["dev", "prod"]
    servers = {cluster["name"]: cluster["cluster"]["server"] for cluster in config["clusters"]}
    assert servers == {"dev": DEV.server, "prod": PROD.server}
    logins = {user["name"]: user["user"]["exec"] for user in config["users"]}
    assert "prod" in logins["prod"]["args"]
    assert "eu-west-1" in logins["prod"]["args"]
    assert {"name": "AWS_ENDPOINT_URL", "value": ENDPOINT} in logins["prod"]["env"]
    assert {"name": "AWS_PROFILE", "value": PROD.account} in logins["prod"]["env"]


def test_the_chosen_context_stays_while_its_cluster_does(tmp_path: Path) -> None:
    """`kubectl config use-context` is not undone by a new cluster, only by the end of the chosen one."""
    path = tmp_path / "kubeconfig"
    write(path, [DEV, PROD], aws_endpoint=ENDPOINT, profiles=PROFILES)
    path.write_text(path.read_text().replace("current-context: dev", "current-context: prod"))
    write(path, [DEV, PROD], aws_endpoint="http://127.0.0.1:1", profiles=PROFILES)
    assert read(path)["current-context"] == "prod"
    write(path, [DEV], aws_endpoint=ENDPOINT, profiles=PROFILES)
    assert read(path)["current-context"] == "dev"


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    """The file says how to get in; and nothing else is left beside it."""
    write(tmp_path / "kubeconfig", [DEV], aws_endpoint=ENDPOINT, profiles=PROFILES)
    assert (tmp_path / "kubeconfig").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["kubeconfig"]

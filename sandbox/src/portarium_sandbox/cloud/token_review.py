"""The authentication webhook of every cluster: whose token it is, and as whom Kubernetes takes the bearer."""

import json
import logging
from contextlib import AbstractContextManager
from typing import Any

from portarium_sandbox.cloud import caller, token
from portarium_sandbox.cloud.access_binding import group_of
from portarium_sandbox.cloud.caller import Caller
from portarium_sandbox.cloud.clusters import recorded_clusters
from portarium_sandbox.cloud.extension.eks_access import AccessEntry
from portarium_sandbox.cloud.request import Answer, Request
from portarium_sandbox.cloud.token import TokenError

PATH = "/_sandbox/token-review/"
_API_VERSION = "authentication.k8s.io/v1"
_log = logging.getLogger(__name__)


class TokenReview:
    """Answers what an API server asks about a token."""

    def __init__(self, *, port: int, state: AbstractContextManager[object]) -> None:
        """Take tokens that were signed for this server; `state` guards what AWS has on record."""
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self._state = state

    def __call__(self, request: Request) -> Answer:
        """Answer a TokenReview with its status filled in."""
        try:
            review = json.loads(request.body)
            given = str(review["spec"]["token"])
        except (ValueError, KeyError, TypeError):
            return Answer.of_json("400 Bad Request", {"message": f"not a TokenReview of {_API_VERSION}"})
        return Answer.of_json(
            "200 OK",
            {
                "apiVersion": _API_VERSION,
                "kind": "TokenReview",
                "status": self.status(request.path.removeprefix(PATH), given),
            },
        )

    def status(self, cluster_name: str, given: str) -> dict[str, Any]:
        """Say who the bearer of a token is to a cluster, or why he is nobody."""
        try:
            user = self._let_in(cluster_name, given)
        except TokenError as error:
            _log.info("cluster %s: token refused: %s", cluster_name, error)
            return {"authenticated": False, "error": str(error)}
        return {"authenticated": True, "user": user}

    def _let_in(self, cluster_name: str, given: str) -> dict[str, Any]:
        question = token.parse(given, hosts=self._hosts)
        with self._state:
            cluster = recorded_clusters().get(cluster_name)
            if cluster is None:
                raise TokenError(f"there is no cluster {cluster_name}")
            found = token.verify(question, cluster_name=cluster_name, find_caller=caller.find)
            entry = cluster.access_entries.get(found.principal_arn)
            if entry is None:
                raise TokenError(f"{found.principal_arn} has no access entry in cluster {cluster_name}")
            if entry.type != "STANDARD":
                raise TokenError(f"an access entry of type {entry.type} lets in nodes, and those are played here")
            return _user(found, entry)


def _user(found: Caller, entry: AccessEntry) -> dict[str, Any]:
    username = entry.username
    for placeholder, value in (
        # EKS spells a session named like an e-mail address without its @.
        ("{{SessionName}}", found.session_name.replace("@", "-")),
        ("{{SessionNameRaw}}", found.session_name),
        ("{{AccountID}}", found.account_id),
    ):
        username = username.replace(placeholder, value)
    return {
        "username": username,
        "uid": f"aws-iam-authenticator:{found.account_id}:{found.user_id}",
        "groups": [*entry.kubernetes_groups, group_of(entry)],
        "extra": {
            "arn": [found.arn],
            "canonicalArn": [found.principal_arn],
            "sessionName": [found.session_name],
        },
    }

"""EKS' pod identity agent: gives a pod the credentials of its service account's role."""

import asyncio
from collections.abc import Callable

import urllib3

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import KubernetesError
from portarium_sandbox.pods import http
from portarium_sandbox.pods.objects import Object, part

_AUDIENCE = "pods.eks.amazonaws.com"
_PATH = "/v1/credentials"
_REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews"
_USER = "system:serviceaccount:"


class Agent:
    """Answers pods on 169.254.170.23."""

    def __init__(self, api: KubernetesClient, cloud: Callable[[], str]) -> None:
        """Ask the cluster whose token it is, and the cloud for the credentials."""
        self._api = api
        self._cloud = cloud
        self._pool = urllib3.PoolManager(retries=False, timeout=30.0)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            path, _, headers = await http.read_request(reader)
            if path != _PATH:
                writer.write(http.whole(404, {"message": f"no {path}"}))
            else:
                status, content = await asyncio.to_thread(self.credentials, headers.get("authorization", ""))
                writer.write(http.whole(status, content))
            await writer.drain()
        except (OSError, ValueError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def credentials(self, token: str) -> tuple[int, Object]:
        """Give the credentials for a token of a pod's service account."""
        review: Object = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview"}
        try:
            answer = self._api.create(_REVIEWS, {**review, "spec": {"token": token, "audiences": [_AUDIENCE]}})[
                "status"
            ]
        except KubernetesError as error:
            return 500, {"message": str(error)}
        if not answer.get("authenticated") or not answer["user"]["username"].startswith(_USER):
            return 400, {"message": f"Service account token cannot be verified: {answer.get('error', 'not for pods')}"}
        namespace, account = answer["user"]["username"].removeprefix(_USER).split(":")
        extra = part(answer["user"], "extra")
        asked: Object = {
            "namespace": namespace,
            "serviceAccount": account,
            "pod": (extra.get("authentication.kubernetes.io/pod-name") or [""])[0],
            "uid": (extra.get("authentication.kubernetes.io/pod-uid") or [""])[0],
        }
        try:
            found = self._pool.request("POST", self._cloud(), json=asked)
        except urllib3.exceptions.HTTPError as error:
            return 500, {"message": str(error)}
        return (found.status if found.status in (200, 403, 404) else 500), found.json()

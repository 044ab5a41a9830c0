"""Reads what pods are configured with from their cluster, each time anew as a container starts."""

import base64
from datetime import datetime
from http import HTTPStatus

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.pods.objects import Object, texts


class ClusterConfiguration:
    """The config maps, secrets and tokens of one pod."""

    def __init__(self, api: KubernetesClient, pod: Object) -> None:
        """Read for a pod."""
        self._api = api
        self._pod = pod
        self._core = f"/api/v1/namespaces/{pod['metadata']['namespace']}"

    def config_map(self, name: str) -> dict[str, str] | None:
        """Give a config map's content."""
        found = self._get(f"{self._core}/configmaps/{name}")
        return None if found is None else texts(found, "data")

    def binary_config_map(self, name: str) -> dict[str, bytes] | None:
        """Give all of a config map as files have it."""
        found = self._get(f"{self._core}/configmaps/{name}")
        if found is None:
            return None
        binary = {key: base64.b64decode(value) for key, value in texts(found, "binaryData").items()}
        return {key: value.encode() for key, value in texts(found, "data").items()} | binary

    def secret(self, name: str) -> dict[str, bytes] | None:
        """Give a secret's content."""
        found = self._get(f"{self._core}/secrets/{name}")
        return None if found is None else {key: base64.b64decode(value) for key, value in texts(found, "data").items()}

    def claim(self, name: str) -> Object | None:
        """Give a volume claim."""
        return self._get(f"{self._core}/persistentvolumeclaims/{name}")

    def token(self, audience: str | None, seconds: int) -> tuple[str, datetime]:
        """Give a token of the pod's service account, and when it ends."""
        metadata = self._pod["metadata"]
        account = self._pod["spec"].get("serviceAccountName") or "default"
        bound = {"kind": "Pod", "apiVersion": "v1", "name": metadata["name"], "uid": metadata["uid"]}
        asked: Object = {"audiences": [audience] if audience else [], "expirationSeconds": seconds}
        answer = self._api.create(
            f"{self._core}/serviceaccounts/{account}/token",
            {
                "apiVersion": "authentication.k8s.io/v1",
                "kind": "TokenRequest",
                "spec": {**asked, "boundObjectRef": bound},
            },
        )["status"]
        return answer["token"], datetime.fromisoformat(answer["expirationTimestamp"])

    def _get(self, path: str) -> Object | None:
        try:
            return self._api.get(path)
        except ApiError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return None
            raise

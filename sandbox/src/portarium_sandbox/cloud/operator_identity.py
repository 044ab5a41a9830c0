"""As whom the double of the secret operator calls AWS: with the role of its service account, as its pods would."""

import json
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus

from portarium_sandbox.aws_client import client
from portarium_sandbox.cloud.request import Answer
from portarium_sandbox.record import Credentials
from portarium_sandbox.secret_operator.values import Client, ReadError

_SECONDS = 30 * 60
Assume = Callable[[str, Mapping[str, str]], Answer]
"""Answers for a pod of the cluster of a name, as EKS does."""


class OperatorIdentity:
    """Signs the operator of one cluster in, for half an hour at a time."""

    def __init__(self, cluster: str, endpoint: str, assume: Assume) -> None:
        """Say whose it is, and who answers for EKS."""
        self._cluster = cluster
        self._endpoint = endpoint
        self._assume = assume
        self._signed_in: dict[tuple[str, str], tuple[float, Credentials]] = {}

    def __call__(self, namespace: str, account: str) -> Client:
        """Give clients by region, with the rights of the service account's role. Raises ReadError without one."""
        credentials = self._credentials(namespace, account)
        return lambda region: client("secretsmanager", endpoint=self._endpoint, region=region, credentials=credentials)

    def _credentials(self, namespace: str, account: str) -> Credentials:
        since, known = self._signed_in.get((namespace, account), (0.0, None))
        if known and time.monotonic() - since < _SECONDS:
            return known
        pod = {"pod": f"{account}-0", "uid": "0"}
        answer = self._assume(self._cluster, {"namespace": namespace, "serviceAccount": account, **pod})
        content = json.loads(answer.body)
        if answer.code != HTTPStatus.OK:
            raise ReadError(f"{namespace}/{account}: {content['message']}")
        credentials = Credentials(
            access_key_id=content["AccessKeyId"],
            secret_access_key=content["SecretAccessKey"],
            session_token=content["Token"],
        )
        self._signed_in[namespace, account] = (time.monotonic(), credentials)
        return credentials

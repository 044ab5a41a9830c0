"""The operator calls AWS with the role of its service account, and says who has none."""

from collections.abc import Mapping

import pytest

from portarium_sandbox.cloud.operator_identity import OperatorIdentity
from portarium_sandbox.cloud.request import Answer
from portarium_sandbox.secret_operator.values import ReadError


class _Eks:
    """Answers for pods, and notes for whom it was asked."""

    def __init__(self, status: str, content: dict[str, str]) -> None:
        self._answer = Answer.of_json(status, content)
        self.asked: list[tuple[str, str, str]] = []

    def __call__(self, cluster: str, asked: Mapping[str, str]) -> Answer:
        self.asked.append((cluster, asked["namespace"], asked["serviceAccount"]))
        return self._answer


def test_it_signs_in_once_for_half_an_hour() -> None:
    """EKS would be asked for every secret otherwise."""
    eks = _Eks("200 OK", {"AccessKeyId": "key", "SecretAccessKey": "secret", "Token": "token"})
    identity = OperatorIdentity("one", "http://127.0.0.1:1", eks)
    clients = [identity("system", "external-secrets")("eu-central-1") for _ in range(2)]
    assert eks.asked == [("one", "system", "external-secrets")]
    assert {client.meta.region_name for client in clients} == {"eu-central-1"}


def test_who_has_no_role_reads_nothing() -> None:
    """The reason is EKS's own."""
    eks = _Eks("404 Not Found", {"message": "No association found for service account system/external-secrets"})
    with pytest.raises(ReadError, match="No association found"):
        OperatorIdentity("one", "http://127.0.0.1:1", eks)("system", "external-secrets")

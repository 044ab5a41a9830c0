"""A double of AWS for the operator's commands: real clients, whose calls are answered from a script.

The clients check every parameter, as they do in production, and every answer is held against the operation's shape in
AWS's own description of it. A call that the script does not have fails the test.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from ops.operations.aws import Aws

_validate: Any = importlib.import_module("botocore.validate").validate_parameters
_boto3: Any = importlib.import_module("boto3")

REGION = "eu-central-1"


@dataclass(frozen=True)
class Refused:
    """The code with which AWS refuses a call."""

    code: str


Answer = Mapping[str, Any] | Refused | Callable[[Mapping[str, Any]], "Mapping[str, Any] | Refused"]


class ScriptedAws(Aws):
    """Answers calls by the names that they have in AWS's reference, such as `DescribeAddresses`."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        super().__init__(REGION, {})
        self._answers = answers
        self._session = _boto3.Session("an-id", "a-secret", region_name=REGION)
        self.asked: list[str] = []
        """What was asked for, in order."""

    def new_client(self, service: str) -> Any:
        """Make a real client that sends nothing."""
        client = super().new_client(service)
        client.meta.events.register("before-parameter-build", self._remember)
        client.meta.events.register("before-call", self._answer)
        return client

    def _remember(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["given"] = params

    def _answer(self, model: Any, context: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        assert model.name in self._answers, f"{model.name}: the script does not have it"
        self.asked.append(model.name)
        answer = self._answers[model.name]
        if callable(answer):
            answer = answer(context["given"])
        if isinstance(answer, Refused):
            return SimpleNamespace(status_code=400), {
                "Error": {"Code": answer.code, "Message": "as the script says"},
                "ResponseMetadata": {},
            }
        if model.output_shape:
            _validate(dict(answer), model.output_shape)
        return SimpleNamespace(status_code=200), {**answer, "ResponseMetadata": {"HTTPHeaders": {}}}

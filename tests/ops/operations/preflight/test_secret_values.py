"""The secrets that somebody else gives, against what is in them."""

from collections.abc import Mapping
from typing import Any

import pytest

from ops.operations.aws import AwsError
from ops.operations.preflight.finding import Finding
from ops.operations.preflight.secret_values import check_secret_values
from tests.ops.operations.preflight.subjects import lines, subject
from tests.ops.operations.scripted_aws import Answer, Refused
from tests.settings.configuration import items

_BOTH: dict[str, object] = {
    "images.visibility": "private",
    "secretsBundle.items": items(("gateway/bearer-token", "service-credentials"), ("registry/pull", "image-pull")),
}
_PULL, _GATEWAY = "portarium/dev/registry/pull", "portarium/dev/gateway/bearer-token"
_FILLED: Mapping[str, Any] = {"VersionIdsToStages": {"a" * 32: ["AWSCURRENT"]}}


def _findings(answer: Answer, changes: Mapping[str, object] = _BOTH) -> list[Finding]:
    return list(check_secret_values(subject({"DescribeSecret": answer}, changes=changes)))


def test_an_environment_without_such_services_has_none() -> None:
    """Tokens and the logins of the database are made up, so nobody is asked for them."""
    assert _findings(Refused("AccessDenied"), {}) == []


def test_an_empty_secret_is_named_with_the_command_that_fills_it() -> None:
    """One has a value, one only had a value that was taken back, and no value is on the command line."""
    answers: dict[str, Mapping[str, Any]] = {
        _PULL: _FILLED,
        _GATEWAY: {"VersionIdsToStages": {"b" * 32: ["AWSPREVIOUS"]}},
    }

    empty, filled = _findings(lambda given: answers[given["SecretId"]])

    assert lines([empty, filled]) == [f"lacks: {_GATEWAY} is empty", f"right: filled: {_PULL}"]
    assert empty.wanted == "its service-credentials, for which pods wait"
    assert empty.remedy == (
        f"aws secretsmanager put-secret-value --secret-id {_GATEWAY} --secret-string file:///dev/stdin"
    )


def test_a_secret_that_was_never_filled_has_no_version() -> None:
    """AWS leaves the key out of its answer."""
    assert lines(_findings({"Name": _PULL})) == [f"lacks: {_GATEWAY} is empty", f"lacks: {_PULL} is empty"]


def test_before_the_update_that_makes_it_somebody_should_know() -> None:
    """Nobody can fill it earlier: an update does not take over what it finds."""
    assert lines(_findings(Refused("ResourceNotFoundException"))) == [
        f"mind: {_GATEWAY} is made by the next up, and is empty then",
        f"mind: {_PULL} is made by the next up, and is empty then",
    ]


def test_no_right_to_look_is_no_emptiness() -> None:
    """Whoever runs all checks says that it could not be looked at."""
    with pytest.raises(AwsError, match="AccessDenied"):
        _findings(Refused("AccessDenied"))

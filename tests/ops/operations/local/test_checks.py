"""The check list sees what is wrong from outside, one line a service."""

from typing import Any

import pytest

from ops.operations.local import checks
from ops.operations.local.addresses import DEFAULTS, Addresses, variable_of
from tests.ops.operations.local.stand_in_services import RIGHT, services

_OVER_HTTP = ("temporal", "nats", "vault", "collector", "tempo", "grafana")


def _problems(answers: dict[str, Any]) -> dict[str, str]:
    with services(answers) as addresses:
        return {each.service: each.problem for each in checks.look(addresses, _OVER_HTTP) if each.problem}


def test_services_that_are_well_pass() -> None:
    """Each of them."""
    assert _problems(RIGHT) == {}


@pytest.mark.parametrize(
    ("service", "path", "answer", "says"),
    [
        ("temporal", "/api/v1/namespaces/portarium-local", None, "answered 404"),
        ("temporal", "/api/v1/namespaces/portarium-local", {"namespaceInfo": {"state": "DELETED"}}, "no namespace"),
        ("nats", "/jsz?accounts=true&streams=true", {}, "no stream PORTARIUM_EVENTS in the account CONTROL yet"),
        ("nats", "/jsz?accounts=true&streams=true", "<html>", "another program listens there"),
        ("vault", "/v1/sys/policies/acl/portarium-local-data", None, "answered 404"),
        ("vault", "/v1/sys/mounts/portarium", {"type": "pki"}, "no secrets at portarium/ yet"),
        ("tempo", "/ready", None, "answered 404"),
        ("grafana", "/api/datasources/uid/tempo", None, "answered 404"),
    ],
)
def test_what_a_service_lacks_is_its_line(service: str, path: str, answer: Any, says: str) -> None:
    """The others pass."""
    answers = {key: value for key, value in RIGHT.items() if key != path} | ({} if answer is None else {path: answer})
    found = _problems(answers)
    assert list(found) == [service]
    assert says in found[service]


def test_nothing_that_answers_is_said_with_where() -> None:
    """For each service, also those that are not asked over HTTP."""
    nowhere = Addresses(variables={variable_of(name): str(23200 + number) for number, name in enumerate(DEFAULTS)})
    found = {each.service: each.problem for each in checks.look(nowhere, checks.CHECKS)}
    assert all(found.values())
    assert found["tempo"].startswith("nothing answers at http://127.0.0.1:232")
    assert "\n" not in "".join(found.values())
    assert len(checks.broken(checks.look(nowhere, ["tempo"]))) == 1

"""All checks of a preflight together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.operations.backend import Backend
from ops.operations.error import OperationError
from ops.operations.preflight import checks
from ops.operations.preflight.checks import preflight
from ops.operations.preflight.finding import Finding, right
from ops.operations.preflight.subject import Subject
from tests.ops.operations.preflight.subjects import ACCOUNT, CALLER
from tests.ops.operations.scripted_aws import Answer, Refused, ScriptedAws
from tests.ops.operations.stand_in_engine import engine_with
from tests.settings.configuration import NOW

ME: dict[str, Answer] = {"GetCallerIdentity": {"Account": ACCOUNT, "Arn": CALLER, "UserId": "me"}}


@pytest.fixture
def backend(tmp_path: Path) -> Backend:
    """A backend without a stack."""
    return engine_with(tmp_path, {})


def account(monkeypatch: pytest.MonkeyPatch, answers: dict[str, Answer]) -> None:
    """Let every call be answered by a script."""

    def scripted(_region: str, _variables: object) -> ScriptedAws:
        return ScriptedAws(answers)

    monkeypatch.setattr(checks, "Aws", scripted)


def test_every_check_has_its_turn_in_its_order(monkeypatch: pytest.MonkeyPatch, backend: Backend) -> None:
    """One that has nothing to say is left out, and one that nobody could answer says why."""

    def refused(subject: Subject) -> Iterator[Finding]:
        subject.aws.ask("iam", "get_role", RoleName="somebody")
        yield right("never comes so far")

    def named(subject: Subject) -> Iterator[Finding]:
        yield right(subject.name)

    def silent(_subject: Subject) -> Iterator[Finding]:
        yield from ()

    account(monkeypatch, {**ME, "GetRole": Refused("AccessDenied")})
    monkeypatch.setattr(checks, "CHECKS", {"one": named, "two": silent, "three": refused})

    one, three = preflight("staging", backend, now=NOW)

    assert (one.name, one.findings) == ("one", (right("staging"),))
    assert three.name == "three"
    [finding] = three.findings
    assert (finding.verdict, finding.found) == ("unknown", "get_role: AccessDenied: as the script says")


def test_without_credentials_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch, backend: Backend) -> None:
    """One line, and not the same from each check."""
    account(monkeypatch, {"GetCallerIdentity": Refused("ExpiredToken")})
    with pytest.raises(OperationError, match=r"no way into AWS: get_caller_identity: ExpiredToken: .* sign in"):
        preflight("dev", backend, now=NOW)


def test_a_state_that_can_not_be_read_hides_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The other checks have their turn as before a first stack."""
    account(monkeypatch, ME)

    def seen(subject: Subject) -> Iterator[Finding]:
        yield right(f"{subject.state_problem}; deployed: {subject.is_deployed}")

    monkeypatch.setattr(checks, "CHECKS", {"one": seen})
    [one] = preflight("dev", engine_with(tmp_path, {}, broken=True), now=NOW)
    assert one.findings == (right("stack dev: no such bucket; deployed: False"),)


@pytest.mark.parametrize(("name", "line"), [("pord", "did you mean prod"), ("local", "runs on Docker Compose")])
def test_an_environment_that_there_is_not(backend: Backend, name: str, line: str) -> None:
    """As everywhere else."""
    with pytest.raises(OperationError, match=line):
        preflight(name, backend, now=NOW)


def test_settings_that_an_update_refuses_are_refused(tmp_path: Path, backend: Backend) -> None:
    """The same lines."""
    (tmp_path / "Pulumi.yaml").write_text("name: portarium\n", encoding="utf-8")
    with pytest.raises(OperationError, match=r"Pulumi\.dev\.yaml: imageSha: missing"):
        preflight("dev", backend, now=NOW, project=tmp_path)

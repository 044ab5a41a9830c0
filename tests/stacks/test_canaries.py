"""Values that are secret somewhere are seeded into whole stacks, and are in nothing that a state or a preview shows."""

from collections.abc import Callable

import pytest
from pulumi_aws import rds
from pulumi_kubernetes.core.v1 import ConfigMap, Secret

from tests.recording import Recording, record
from tests.stacks.canaries import ENVIRONMENT, canaries, seen
from tests.stacks.every_stack import with_other_secrets
from tests.stacks.recorded import ACCOUNT, build, delegated, others, record_account, recorded_account

SEEDED = "canary-aws:rds/instance:Instance-password"


@pytest.fixture(autouse=True)
def _started_with_canaries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program runs in a process that has tokens and keys, as in every pipeline."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def _prod() -> Recording:
    made = delegated("prod")
    return build(made.settings, stacks=others("prod"), confided=canaries(made.recording)).recording


def _dev_with_other_secrets() -> Recording:
    made = with_other_secrets()
    return build(made.settings, confided=canaries(made.recording)).recording


def _account() -> Recording:
    return record_account(ACCOUNT, canaries(recorded_account()))


@pytest.mark.parametrize("stack", [_prod, _dev_with_other_secrets, _account])
def test_what_providers_keep_in_confidence_goes_nowhere(stack: Callable[[], Recording]) -> None:
    """No input, no output of a component and none of the stack is made of one, and no process's token is."""
    recording = stack()
    seeded = [value for values in canaries(recording).values() for value in values.values()]
    assert SEEDED in seeded or stack is _account
    assert seen(recording, [*seeded, *ENVIRONMENT.values()]) == set()


def _handing_on(make: Callable[[rds.Instance], object]) -> Recording:
    def program() -> object:
        return make(rds.Instance("database", instance_class="db.t4g.medium"))

    return record(program, computed={"aws:rds/instance:Instance": {"password": SEEDED}})


def test_a_value_that_is_made_plain_is_found() -> None:
    """In an input that it is handed on to, however deep, and in an output of the stack."""

    def make(database: rds.Instance) -> object:
        ConfigMap("told", data={"url": database.password.apply(lambda password: f"postgres://master:{password}@host")})
        return {"password": database.password}

    found = {place.rpartition("::")[2] for place in seen(_handing_on(make), [SEEDED])}
    assert found == {"told", "outputs of the stack"}


def test_a_value_that_stays_secret_is_none() -> None:
    """What the engine encrypts may be handed on, and is no more than three dots in a preview."""

    def make(database: rds.Instance) -> object:
        Secret("kept", string_data={"password": database.password.apply(str)})
        return None

    assert seen(_handing_on(make), [SEEDED]) == set()

"""The stack of an account comes first: an environment without it is refused before anything is made."""

from collections.abc import Mapping

import pytest

from settings.refusal import Refusal
from stacks import environment
from stacks.site import Site
from tests.provider_answers import RANDOM_ID
from tests.recording import Recording, record
from tests.settings.configuration import resolved
from tests.settings.registries import one_account, several_accounts
from tests.stacks.recorded import REVIEW, others, recorded

_POLICY = "aws:iam/getPolicy:getPolicy"
_NOT_THERE: Mapping[str, str] = {_POLICY: "reading IAM Policy: couldn't find resource"}


def _build(stack: str) -> Recording:
    settings = resolved(stack, registry=several_accounts() if stack == "staging" else one_account())
    return record(
        lambda: environment.build_environment(settings),
        stack=stack,
        invokes=_NOT_THERE,
        stacks=others(stack),
        computed=RANDOM_ID,
    )


@pytest.mark.parametrize(("stack", "named"), [("dev", "account-shared"), ("staging", "account-staging")])
def test_it_is_named_before_anything_is_made(stack: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says which stack comes first and what was looked for; no part of the environment is begun."""
    begun: list[Site] = []
    monkeypatch.setattr(environment, "build_bootstrap", begun.append)
    with pytest.raises(Refusal, match=f"pulumi up -s {named}$") as refused:
        _build(stack)
    assert begun == []
    assert f"portarium-{stack}-boundary" in str(refused.value)
    assert "couldn't find resource" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_shares_a_cluster_asks_its_host_alone() -> None:
    """A review environment is delivered under the boundary of the environment whose outputs it reads."""
    assert _POLICY not in [token for token, _ in recorded(REVIEW).recording.invokes]

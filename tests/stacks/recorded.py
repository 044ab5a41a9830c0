"""Whole stacks on the recording mock, each built once for all tests of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from domain.names import AccountId
from settings.account import account_settings
from settings.model import Settings
from stacks.account import build_account
from stacks.environment import build_environment
from tests.provider_answers import CLUSTER, DATABASE, DONE_JOB, RANDOM_ID, ZONE, certificate_of
from tests.recording import Recording, record
from tests.settings.configuration import NOW, SHA, resolved
from tests.settings.registries import one_account, several_accounts

ENVIRONMENTS = ("dev", "staging", "prod")
REVIEW = "review-7"
STACKS = (*ENVIRONMENTS, REVIEW)
ACCOUNT = "account-shared"
"""The stack of the account, of which all environments are here: only policies keep them apart."""
COPIES = "210987654321"
"""The account of the copies of evidence."""

BEFORE = "2026-01-01T00:00:00Z"
RELEASED: Mapping[str, Any] = {
    "release": {"imageSha": SHA, "since": BEFORE, "history": [{"imageSha": SHA, "since": BEFORE}]}
}


@dataclass(frozen=True, kw_only=True)
class Build:
    """What a stack is built from."""

    settings: Settings
    recording: Recording

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, resolved; those that it does not have are left out."""
        return {name: value for name, value in self.recording.result.items() if value is not None}


@cache
def recorded(stack: str) -> Build:
    """One of the repository's own stacks, with all environments before it released at the same SHA."""
    return build(resolved(stack, registry=one_account()), stacks=others(stack))


@cache
def recorded_account(stack: str = ACCOUNT) -> Recording:
    """The stack of an account: of the one that has all environments, or of one of several."""
    return record_account(stack)


def record_account(stack: str, computed: Mapping[str, dict[str, Any]] | None = None) -> Recording:
    """The same, with what else its providers answer."""
    settings = account_settings(stack, {}, now=NOW, registry=one_account() if stack == ACCOUNT else several_accounts())

    def program() -> dict[str, Any]:
        outputs = build_account(settings)
        return {field.name: getattr(outputs, field.name) for field in fields(outputs)}

    return record(program, stack=stack, computed={**RANDOM_ID, **(computed or {})})


@cache
def delegated(stack: str) -> Build:
    """The same stack with what is not so from the beginning: its domain's parent points to its name servers, and there
    is an account for the copy of its evidence, if it is locked."""
    settings = resolved(stack, {"domains.delegated": True}, one_account())
    copies = None if settings.evidence.object_lock == "off" else AccountId(COPIES)
    return build(settings.model_copy(update={"evidence_copy_id": copies}), stacks=others(stack))


def build(
    settings: Settings,
    *,
    stacks: Mapping[str, Mapping[str, Any]] | None = None,
    confided: Mapping[str, dict[str, Any]] | None = None,
    preview: bool = False,
) -> Build:
    """Build a stack from any settings; `stacks` are the stacks there are, with their outputs.

    `confided` is what the providers of some types answer besides what they always do.
    """

    def program() -> dict[str, Any]:
        outputs = build_environment(settings)
        return {field.name: getattr(outputs, field.name) for field in fields(outputs)}

    domain = settings.domains.public_domain
    computed = {**RANDOM_ID, **DATABASE, **CLUSTER, **DONE_JOB, **ZONE, **certificate_of(domain, f"*.{domain}")}
    both = {token: {**computed.get(token, {}), **values} for token, values in (confided or {}).items()}
    return Build(
        settings=settings,
        recording=record(
            program,
            stack=settings.environment.name,
            stacks=stacks or {},
            computed={**computed, **both},
            preview=preview,
        ),
    )


def others(stack: str) -> dict[str, Mapping[str, Any]]:
    """The stacks that one of ours reads, with their outputs: those before it, or the one whose cluster it shares."""
    if stack == REVIEW:
        # A review environment reads the foundation that dev really exports.
        return {"dev": {**RELEASED, **recorded("dev").outputs}}
    return dict.fromkeys(ENVIRONMENTS[: ENVIRONMENTS.index(stack)], RELEASED)

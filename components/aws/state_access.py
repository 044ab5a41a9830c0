"""What the delivery of an environment reads and writes where Pulumi keeps the states."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.aws.policy_document import Conditions, Statement
from domain.project import PROJECT
from domain.state_store import BACKEND, secrets_key, stack_path, state_paths


@dataclass(frozen=True, kw_only=True)
class StateStore:
    """Where Pulumi keeps the states of all environments."""

    bucket: str
    """The bucket."""
    region: str
    """The region of the keys of the secrets in them."""
    account_id: str
    """The account that keeps them, and the keys of the secrets in them."""
    source: str | None
    """The environment before this one, whose releases this one asks for."""


def state_statements(
    store: StateStore, *, account_id: str, environment: str, hosted: Sequence[str], write: bool
) -> list[Statement]:
    """Their own states whole, and the stack of the environment before, which says what it has completed.

    The engine opens the data key of a stack before it tells any of its outputs, so that reading takes its key as well.
    """
    bucket = f"arn:aws:s3:::{store.bucket}"
    own = [f"{bucket}/{path}" for name in (environment, *hosted) for path in state_paths(name)]
    return [
        Statement(
            sid="OwnStates",
            actions=["s3:GetObject", *(["s3:PutObject", "s3:DeleteObject"] if write else [])],
            resources=own,
        ),
        Statement(
            sid="ReadStates",
            actions=["s3:GetObject", "s3:ListBucket"],
            resources=[bucket, f"{bucket}/{BACKEND}", *_stack_before(store, bucket)],
        ),
        Statement(
            sid="OpenStates",
            actions=["kms:Decrypt"],
            resources=_keys(store, account_id),
            conditions=_by_alias(store, environment, account_id),
        ),
    ]


def state_bounds(store: StateStore, *, account_id: str, environment: str, hosted: Sequence[str]) -> list[Statement]:
    """The same for the boundary: the most that any role of the environment may do with states.

    A boundary has little room, hence the wide patterns of one bucket, and the statements without a name.
    """
    bucket = f"arn:aws:s3:::{store.bucket}"
    return [
        Statement(
            actions=["s3:*Object"],
            resources=[f"{bucket}/*/{PROJECT}/{name}?*" for name in (environment, *hosted)],
        ),
        Statement(
            actions=["s3:GetObject", "s3:ListBucket"],
            resources=[bucket, f"{bucket}/*.yaml", *_stack_before(store, bucket)],
        ),
        Statement(
            actions=["kms:Decrypt"],
            resources=_keys(store, account_id),
            conditions=_by_alias(store, environment, account_id),
        ),
    ]


def _stack_before(store: StateStore, bucket: str) -> list[str]:
    return [] if store.source is None else [f"{bucket}/{stack_path(store.source)}"]


def _keys(store: StateStore, account_id: str) -> list[str]:
    return ["*"] if store.account_id == account_id else [f"arn:aws:kms:*:{store.account_id}:key/*"]


def _by_alias(store: StateStore, environment: str, account_id: str) -> Conditions:
    """A key that the bootstrap made is known by its alias alone, and in another account by its own policy alone."""
    if store.account_id != account_id:
        return {}
    keys = [secrets_key(name) for name in (environment, store.source) if name is not None]
    return {"ForAnyValue:StringEquals": {"kms:ResourceAliases": keys}}

"""What the delivery of an environment reads and writes where Pulumi keeps the states."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.aws.policy_document import Statement
from domain.state_store import secrets_key, state_paths


@dataclass(frozen=True, kw_only=True)
class StateStore:
    """Where Pulumi keeps the states of all environments."""

    bucket: str
    """The bucket."""
    region: str
    """The region of the keys of the secrets in them."""
    source: str | None
    """The environment before this one, whose releases this one asks for."""


def state_statements(
    store: StateStore, *, account_id: str, environment: str, hosted: Sequence[str], write: bool
) -> list[Statement]:
    """Their own states whole, and the stack of the environment before, which says what it has completed.

    The engine opens the data key of a stack before it tells any of its outputs, so that reading takes its key as well.
    """
    bucket = f"arn:aws:s3:::{store.bucket}"
    own = [path for name in (environment, *hosted) for path in state_paths(name)]
    before = [] if store.source is None else [state_paths(store.source)[0]]
    keys = [secrets_key(name) for name in (environment, store.source) if name is not None]
    return [
        Statement(sid="ListStates", actions=["s3:ListBucket"], resources=[bucket]),
        Statement(
            sid="ReadStates",
            actions=["s3:GetObject"],
            resources=[f"{bucket}/{path}" for path in (".pulumi/meta.yaml", *own, *before)],
        ),
        *(
            [
                Statement(
                    sid="WriteStates",
                    actions=["s3:PutObject", "s3:DeleteObject"],
                    resources=[f"{bucket}/{path}" for path in own],
                )
            ]
            if write
            else []
        ),
        # A key that the bootstrap made is known by its alias alone.
        Statement(
            sid="OpenSecretsInStates",
            actions=["kms:Decrypt"],
            resources=[f"arn:aws:kms:{store.region}:{account_id}:key/*"],
            conditions={"ForAnyValue:StringEquals": {"kms:ResourceAliases": keys}},
        ),
    ]

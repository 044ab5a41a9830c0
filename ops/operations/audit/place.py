"""Where the audit log of an environment is, by the outputs of its stack, and where its witness is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.audit import CHECKPOINT_AFTER, CHECKPOINT_EVERY, witnessed
from domain.stack_name import is_review
from ops.operations.audit.log import AuditLog
from ops.operations.audit.signer import KeySigner
from ops.operations.audit.store import Store
from ops.operations.aws import Aws
from ops.operations.backend import Backend, find_backend
from ops.operations.environments import account_of, registry, require_environment, source_of
from ops.operations.error import OperationError
from ops.operations.stack_state import read_stack
from settings.registry import Registry

BUCKET = "evidenceBucket"
KEY = "auditKeyArn"
_REGION_IN_ARN = 3


class NoLogError(OperationError):
    """The environment has none: its first `up` is not through, or was before there were logs."""


@dataclass(frozen=True, kw_only=True)
class AuditPlace:
    """The log of one environment, and who asks."""

    environment: str
    aws: Aws
    store: Store
    signer: KeySigner
    witness: Store | None
    no_witness: str
    """Why there is none, where there is none."""

    def log(self) -> AuditLog:
        """The log, for whoever this shell is to AWS."""
        actor = self.aws.ask("sts", "get_caller_identity")["Arn"]
        return AuditLog(
            environment=self.environment,
            store=self.store,
            actor=actor,
            signer=self.signer,
            witness=self.witness,
            every=CHECKPOINT_EVERY,
            after=CHECKPOINT_AFTER,
            now=lambda: datetime.now(UTC),
        )


def place_of(environment: str, variables: Mapping[str, str], known: Registry | None = None) -> AuditPlace:
    """Find the log by the shell's backend; raise OperationError where there is none."""
    entries = known or registry()
    require_environment(environment, entries)
    backend = find_backend(variables)
    aws, outputs = _reached(environment, backend, entries)
    if aws is None:
        raise NoLogError(f"{environment} has no audit log; pulumi up -s {environment} makes its bucket and its key")
    following = witness_of(environment, entries)
    witness, why = None, f"no environment comes after {environment}"
    if following:
        other, of_other = _reached(following, backend, entries)
        why = f"{following} has no evidence store yet"
        if other is not None:
            witness = Store(aws=other, bucket=of_other[BUCKET], layout=witnessed(environment))
    return AuditPlace(
        environment=environment,
        aws=aws,
        store=Store(aws=aws, bucket=outputs[BUCKET]),
        signer=KeySigner(aws, outputs[KEY]),
        witness=witness,
        no_witness="" if witness else why,
    )


def witness_of(environment: str, known: Registry) -> str | None:
    """The environment that this one promotes to, whose bucket keeps copies of its checkpoints."""
    if is_review(environment):
        return None
    return next((each for each in known.stacks if source_of(each, known) == environment), None)


def _reached(environment: str, backend: Backend, known: Registry) -> tuple[Aws | None, Mapping[str, Any]]:
    seen = backend.as_seen_by(account_of(environment, known))
    outputs = read_stack(environment, seen).outputs
    if not outputs.get(BUCKET) or not outputs.get(KEY):
        return None, outputs
    return Aws(str(outputs[KEY]).split(":")[_REGION_IN_ARN], seen.variables), outputs

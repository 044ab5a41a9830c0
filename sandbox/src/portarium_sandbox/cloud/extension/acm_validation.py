"""Certificates are issued when their validation records are in DNS, as on AWS.

moto issues every certificate after a minute, asked for or not, and lists its domains in random order.
"""

from typing import Any

from moto.acm.models import CertBundle
from moto.route53.models import route53_backends

from portarium_sandbox.cloud.extension.backend import every

_describe = CertBundle.describe
_check = CertBundle.check


def install() -> None:
    """Let Route 53 decide about certificates from now on."""
    CertBundle.describe = _described
    CertBundle.check = _checked


def _described(self: CertBundle) -> dict[str, Any]:
    described = _describe(self)
    certificate = described["Certificate"]
    order = [self.common_name, *self.sans]
    if options := certificate.get("DomainValidationOptions"):
        certificate["DomainValidationOptions"] = sorted(options, key=lambda option: order.index(option["DomainName"]))
    if self.status == "PENDING_VALIDATION":
        certificate.pop("IssuedAt", None)
    return described


def _checked(self: CertBundle) -> None:
    if self.status != "PENDING_VALIDATION":
        _check(self)
        return
    options = _describe(self)["Certificate"]["DomainValidationOptions"]
    wanted = {
        (_plain(option["ResourceRecord"]["Name"]), _plain(option["ResourceRecord"]["Value"])) for option in options
    }
    if wanted <= _records_in_dns():
        self.status = "ISSUED"


def _records_in_dns() -> set[tuple[str, str]]:
    return {
        (_plain(record.name), _plain(str(value)))
        for backend in every(route53_backends)
        for zone in backend.zones.values()
        for record in zone.rrsets
        if record.type == "CNAME"
        for value in record.records
    }


def _plain(name: str) -> str:
    return name.rstrip(".").lower()

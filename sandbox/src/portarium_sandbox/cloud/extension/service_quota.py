"""The quotas of an account: what AWS gives by default, what was asked for, and how many addresses that leaves.

AWS looks at a request for a while, and may refuse it; here it is granted at once.
"""

import json
from typing import Any, Final, cast

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend, servicequotas_backends
from moto.servicequotas.responses import ServiceQuotasResponse

ADDRESSES: Final = ("ec2", "L-0263D0A3")
PROCESSORS: Final = ("ec2", "L-1216C47A")
_DEFAULTS: Final = {
    ADDRESSES: ("EC2-VPC Elastic IPs", 5),
    PROCESSORS: ("Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", 5),
    ("eks", "L-1194D53C"): ("Clusters", 100),
    ("vpc", "L-F678F1CE"): ("VPCs per Region", 5),
}
_allocate = EC2Backend.allocate_address


def install() -> None:
    """Answer requests about quotas, and hold the account to that of its addresses."""
    operations = cast("Any", ServiceQuotasResponse)
    operations.get_service_quota = _applied
    operations.get_aws_default_service_quota = _default
    operations.request_service_quota_increase = _increased
    EC2Backend.allocate_address = _allocated


def allowed(which: tuple[str, str], account: str, region: str) -> int:
    """How much of something the account may have in a region."""
    return _asked_for(servicequotas_backends[account][region]).get(which, _DEFAULTS[which][1])


def _applied(self: ServiceQuotasResponse) -> str:
    which = _which(self)
    asked_for = _asked_for(self.backend)
    if which not in asked_for:
        raise NoSuchResource
    return json.dumps({"Quota": _told(which, asked_for[which])})


def _default(self: ServiceQuotasResponse) -> str:
    which = _which(self)
    if which not in _DEFAULTS:
        raise NotImplementedError(f"the quota {'/'.join(which)}")
    return json.dumps({"Quota": _told(which, _DEFAULTS[which][1])})


def _increased(self: ServiceQuotasResponse) -> str:
    which, wanted = _which(self), json.loads(self.body)["DesiredValue"]
    if which not in _DEFAULTS:
        raise NotImplementedError(f"the quota {'/'.join(which)}")
    _asked_for(self.backend)[which] = int(wanted)
    name, _ = _DEFAULTS[which]
    return json.dumps(
        {"RequestedQuota": {**_named(which), "QuotaName": name, "DesiredValue": wanted, "Status": "APPROVED"}}
    )


def _allocated(self: EC2Backend, *arguments: Any, **named: Any) -> Any:
    if len(self.addresses) >= allowed(ADDRESSES, self.account_id, self.region_name):
        raise EC2ClientError("AddressLimitExceeded", "The maximum number of addresses has been reached.")
    return _allocate(self, *arguments, **named)


def _asked_for(backend: ServiceQuotasBackend) -> dict[tuple[str, str], int]:
    """What was asked for; it is the backend's own, and goes with it when moto is reset."""
    return cast("Any", backend).__dict__.setdefault("asked_for", {})


def _which(self: ServiceQuotasResponse) -> tuple[str, str]:
    asked = json.loads(self.body)
    return asked["ServiceCode"], asked["QuotaCode"]


def _told(which: tuple[str, str], value: int) -> dict[str, Any]:
    name = _DEFAULTS[which][0]
    return {**_named(which), "QuotaName": name, "Value": float(value), "Unit": "None", "Adjustable": True}


def _named(which: tuple[str, str]) -> dict[str, str]:
    return {"ServiceCode": which[0], "QuotaCode": which[1]}

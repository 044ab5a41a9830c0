"""Hosted zones: one that is asked for by its network is private, whether or not the request says so once more.

moto looks at the network only where `HostedZoneConfig.PrivateZone` is set, which AWS's clients leave out.
"""

from moto.core.responses import ActionResult
from moto.route53.responses import Route53
from moto.route53.urls import url_paths


class ZoneOperations(Route53):
    """moto's operations of Route 53, with zones that are as private as their network."""

    def create_hosted_zone(self) -> ActionResult:
        """Answer CreateHostedZone."""
        if self.params.get("VPC"):
            self.params["HostedZoneConfig"] = {**(self.params.get("HostedZoneConfig") or {}), "PrivateZone": True}
        return super().create_hosted_zone()


def install() -> None:
    """Answer requests about zones from here."""
    url_paths.update(dict.fromkeys(url_paths, ZoneOperations.dispatch))

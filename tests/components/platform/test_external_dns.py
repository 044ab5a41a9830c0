"""external-dns writes into one zone, deletes what is its own, and leaves through the proxy."""

import json
from functools import cache

from components.kubernetes.traffic import Addresses, Pods
from components.kubernetes.workload import Placement
from components.platform.external_dns import (
    ExternalDns,
    ExternalDnsArgs,
    external_dns_demand,
    external_dns_flows,
    external_dns_values,
)
from portarium_sandbox.iam.decision import allows
from tests.recording import ACCOUNT_ID, Recording, record

_VALUES = external_dns_values(
    environment="dev",
    domain="x-dev.portarium.example",
    region="eu-central-1",
    placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
)


@cache
def _recorded() -> Recording:
    def program() -> object:
        return ExternalDns(
            "external-dns",
            ExternalDnsArgs(
                environment="dev",
                account_id=ACCOUNT_ID,
                cluster_name="portarium-dev",
                cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
                zone_id="Z1",
                permissions_boundary="boundary",
            ),
        ).role_arn

    return record(program)


def _may(action: str, zone: str) -> bool:
    policy = json.loads(_recorded().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    return allows([policy], action, f"arn:aws:route53:::hostedzone/{zone}")


def test_it_writes_into_its_own_zone_alone() -> None:
    """In an account there may be zones of other environments."""
    assert _may("route53:ChangeResourceRecordSets", "Z1")
    assert not _may("route53:ChangeResourceRecordSets", "Z2")
    assert not _may("route53:DeleteHostedZone", "Z1")


def test_it_deletes_what_is_its_own() -> None:
    """A record that stays when its load balancer is gone leads to whoever gets that address next."""
    assert (_VALUES["policy"], _VALUES["registry"], _VALUES["txtOwnerId"]) == ("sync", "txt", "dev")
    assert _VALUES["domainFilters"] == ["x-dev.portarium.example"]


def test_the_service_account_is_that_of_the_role() -> None:
    """Under another name its pods would have no identity."""
    association = _recorded().one("aws:eks/podIdentityAssociation:PodIdentityAssociation").inputs
    assert _VALUES["serviceAccount"] == {"name": association["serviceAccount"]}


def test_it_has_no_way_to_the_internet_but_the_proxy() -> None:
    """Its variables say so, its ways permit it, and what is near is called directly."""
    variables = {each["name"]: each["value"] for each in _VALUES["env"]}
    assert variables["HTTPS_PROXY"] == "http://egress-proxy.egress-dev.svc:3129"
    assert variables["NO_PROXY"] == "172.20.0.1,169.254.170.23"
    flows = external_dns_flows("dev")
    blocks = [flow.destination.blocks for flow in flows if isinstance(flow.destination, Addresses)]
    assert set(map(str, blocks)) == {"('169.254.170.23/32',)", "('172.20.0.1/32',)"}
    [proxy] = [flow for flow in flows if flow.name == "external-dns-to-proxy"]
    assert isinstance(proxy.destination, Pods)
    assert proxy.destination.namespace == "egress-dev"


def test_what_it_requests_is_what_its_values_say() -> None:
    """The sum would otherwise be of other pods than those that come."""
    [demand] = external_dns_demand()
    assert _VALUES["resources"]["requests"]["cpu"] == str(demand.cpu)

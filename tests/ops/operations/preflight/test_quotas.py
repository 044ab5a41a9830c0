"""Room for an environment."""

from collections.abc import Mapping
from typing import Any

from ops.operations.preflight.quotas import check_quotas
from tests.ops.operations.preflight.subjects import lines, subject
from tests.ops.operations.scripted_aws import Refused

PROCESSORS = {"m7i.large": 2, "m7i.xlarge": 4, "m8i.2xlarge": 8}


def account(*, addresses: int = 0, allowed: int = 5, processors: int = 64) -> dict[str, Any]:
    """Answer for an account with two nodes and one on spot, whose quotas nobody has ever applied for."""
    instances = [
        {"InstanceType": "m7i.large"},
        {"InstanceType": "m7i.large"},
        {"InstanceType": "m7i.xlarge", "InstanceLifecycle": "spot"},
    ]

    def sizes(given: Mapping[str, Any]) -> Mapping[str, Any]:
        types = [{"InstanceType": one, "VCpuInfo": {"DefaultVCpus": PROCESSORS[one]}} for one in given["InstanceTypes"]]
        return {"InstanceTypes": types}

    def default(given: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"Quota": {"Value": {"L-1216C47A": processors, "L-1194D53C": 100}.get(given["QuotaCode"], allowed)}}

    return {
        "GetServiceQuota": Refused("NoSuchResourceException"),
        "GetAWSDefaultServiceQuota": default,
        "DescribeAddresses": {"Addresses": [{"PublicIp": "192.0.2.1"}] * addresses},
        "DescribeInstances": {"Reservations": [{"Instances": instances}]},
        "DescribeInstanceTypes": sizes,
        "DescribeVpcs": {"Vpcs": [{"VpcId": "vpc-1"}]},
        "ListClusters": {"clusters": []},
    }


def test_an_empty_account_has_room_for_dev() -> None:
    """One address, and nodes of eight and of two processors; what runs on spot has a quota of its own."""
    assert lines(check_quotas(subject(account()))) == [
        "right: Elastic IP addresses: 0 of 5 are used, 1 more are needed",
        "right: processors of on-demand standard instances: 4 of 64 are used, 10 more are needed",
        "right: VPCs: 1 of 5 are used, 1 more are needed",
        "right: EKS clusters: 0 of 100 are used, 1 more are needed",
    ]


def test_three_environments_do_not_fit_into_one_account() -> None:
    """Prod needs an address for each zone, and its pools at their largest."""
    looked = list(check_quotas(subject(account(addresses=4, processors=16), stack="prod")))
    lacking = [finding for finding in looked if finding.verdict == "lacks"]
    assert [(finding.found, finding.wanted) for finding in lacking] == [
        ("Elastic IP addresses: 4 of 5 are used", "room for 3 more"),
        ("processors of on-demand standard instances: 4 of 16 are used", "room for 46 more"),
    ]
    assert lacking[0].remedy == (
        "aws service-quotas request-service-quota-increase --region eu-central-1 "
        "--service-code ec2 --quota-code L-0263D0A3 --desired-value 7"
    )


def test_a_value_that_was_applied_for_counts() -> None:
    """The default is asked for only where there is no other."""
    answers = {**account(addresses=5), "GetServiceQuota": {"Quota": {"Value": 200.0}}}
    assert {finding.verdict for finding in check_quotas(subject(answers))} == {"right"}


def test_what_is_deployed_needs_no_more_room() -> None:
    """It is in what is used."""
    assert lines(check_quotas(subject(outputs={"release": {}}))) == []
    assert lines(check_quotas(subject(stack="review-7"))) == []

"""The quotas of the account, against what a first `up` makes at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

from ops.operations.aws import Aws, AwsError
from ops.operations.preflight.finding import Finding, lacks, right
from ops.operations.preflight.subject import Subject
from settings.model import FoundationPlan


@dataclass(frozen=True, kw_only=True)
class Quota:
    """One quota of AWS: what it is called there, what is used of it, and what an environment adds."""

    title: str
    service: str
    code: str
    used: Callable[[Subject], int]
    needed: Callable[[Subject, FoundationPlan], int]


def check_quotas(subject: Subject) -> Iterator[Finding]:
    """Before the first `up` there must be room; after it the environment is in what is used."""
    plan = subject.settings.foundation
    if plan is None or subject.is_deployed:
        return
    for quota in QUOTAS:
        allowed, used, needed = _allowed(subject.aws, quota), quota.used(subject), quota.needed(subject, plan)
        found = f"{quota.title}: {used} of {allowed} are used"
        if used + needed > allowed:
            yield lacks(
                found,
                wanted=f"room for {needed} more",
                remedy=f"aws service-quotas request-service-quota-increase --region {subject.aws.region} "
                f"--service-code {quota.service} --quota-code {quota.code} --desired-value {used + needed}",
            )
        else:
            yield right(f"{found}, {needed} more are needed")


def _allowed(aws: Aws, quota: Quota) -> int:
    named = {"ServiceCode": quota.service, "QuotaCode": quota.code}
    try:
        answer = aws.ask("service-quotas", "get_service_quota", **named)
    except AwsError as error:
        # AWS knows an applied value only once somebody has asked for one.
        if error.code != "NoSuchResourceException":
            raise
        answer = aws.ask("service-quotas", "get_aws_default_service_quota", **named)
    return int(answer["Quota"]["Value"])


def _addresses(subject: Subject) -> int:
    return len(subject.aws.ask("ec2", "describe_addresses").get("Addresses", []))


def _networks(subject: Subject) -> int:
    return sum(1 for _ in subject.aws.every("ec2", "describe_vpcs", "Vpcs"))


def _clusters(subject: Subject) -> int:
    return sum(1 for _ in subject.aws.every("eks", "list_clusters", "clusters"))


def _processors(subject: Subject) -> int:
    """The processors of what runs on demand."""
    running = [{"Name": "instance-state-name", "Values": ["pending", "running"]}]
    types = [
        str(instance["InstanceType"])
        for reservation in subject.aws.every("ec2", "describe_instances", "Reservations", Filters=running)
        for instance in reservation["Instances"]
        if instance.get("InstanceLifecycle") != "spot"
    ]
    sizes = _sizes(subject, set(types))
    return sum(sizes[one] for one in types)


def _processors_of_pools(subject: Subject, plan: FoundationPlan) -> int:
    """The pools at their largest: a quota that holds until the first peak does not hold."""
    pools = [pool for pool in plan.node_pools.values() if pool.capacity == "ON_DEMAND"]
    sizes = _sizes(subject, {str(one) for pool in pools for one in pool.instance_types})
    return sum(pool.maximum * max(sizes[str(one)] for one in pool.instance_types) for pool in pools)


def _sizes(subject: Subject, types: set[str]) -> dict[str, int]:
    wanted, sizes = sorted(types), dict[str, int]()
    # EC2 takes a hundred types at a time.
    for at in range(ceil(len(wanted) / 100)):
        answer = subject.aws.ask("ec2", "describe_instance_types", InstanceTypes=wanted[at * 100 : at * 100 + 100])
        sizes |= {one["InstanceType"]: int(one["VCpuInfo"]["DefaultVCpus"]) for one in answer["InstanceTypes"]}
    return sizes


QUOTAS = (
    Quota(
        title="Elastic IP addresses",
        service="ec2",
        code="L-0263D0A3",
        used=_addresses,
        needed=lambda _, plan: len(plan.network.zones) if plan.network.nat_per_zone else 1,
    ),
    Quota(
        title="processors of on-demand standard instances",
        service="ec2",
        code="L-1216C47A",
        used=_processors,
        needed=_processors_of_pools,
    ),
    Quota(title="VPCs", service="vpc", code="L-F678F1CE", used=_networks, needed=lambda _subject, _plan: 1),
    Quota(title="EKS clusters", service="eks", code="L-1194D53C", used=_clusters, needed=lambda _subject, _plan: 1),
)
"""The quotas that AWS's defaults leave too small for three environments, or that others fill up first."""

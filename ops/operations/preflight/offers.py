"""What AWS offers in the region, against what the settings ask for: versions, node types and database classes."""

from collections.abc import Iterator

from ops.operations.preflight.finding import Finding, lacks, mind, right
from ops.operations.preflight.subject import Subject
from settings.model import FoundationPlan
from settings.notices import notices
from stacks.capacity import capacity_problems, reviews_that_fit

_STANDARD = "STANDARD_SUPPORT"


def check_kubernetes(subject: Subject) -> Iterator[Finding]:
    """EKS offers the cluster's version, and supports it for a while."""
    plan = subject.settings.foundation
    if plan is None:
        return
    version = str(plan.cluster.version)
    offered = {
        str(one["clusterVersion"]): str(one["versionStatus"])
        for one in subject.aws.every("eks", "describe_cluster_versions", "clusterVersions")
    }
    place = f"{subject.file}: cluster.version"
    if offered.get(version) != _STANDARD:
        supported = sorted(name for name, status in offered.items() if status == _STANDARD)
        yield lacks(
            f"EKS has {version} in no standard support",
            wanted=f"one of {', '.join(supported)}",
            remedy=place,
        )
        return
    told = list(notices(subject.settings, now=subject.now))
    for notice in told:
        yield mind(notice.text, wanted="a version with time left", remedy=place)
    if not told:
        yield right(f"{version} is in standard support")


def check_postgres(subject: Subject) -> Iterator[Finding]:
    """RDS offers the database's version, and the instance's class for it, with a standby where one is wanted."""
    database = subject.settings.database
    major, size = str(database.engine_version), str(database.instance_class)
    versions = list(
        subject.aws.every(
            "rds",
            "describe_db_engine_versions",
            "DBEngineVersions",
            Engine="postgres",
            DBParameterGroupFamily=database.engine_version.family,
        )
    )
    if not versions:
        yield lacks(
            f"RDS has no PostgreSQL {major} in {subject.aws.region}",
            wanted="one that it offers: aws rds describe-db-engine-versions --engine postgres",
            remedy=f"{subject.file}: database.engineVersion",
        )
        return
    newest = max((str(version["EngineVersion"]) for version in versions), key=_ordered)
    options = list(
        subject.aws.every(
            "rds",
            "describe_orderable_db_instance_options",
            "OrderableDBInstanceOptions",
            Engine="postgres",
            EngineVersion=newest,
            DBInstanceClass=size,
        )
    )
    if not any(option.get("MultiAZCapable") or not database.multi_az for option in options):
        standby = " with a standby" if database.multi_az else ""
        yield lacks(
            f"RDS has no {size} for PostgreSQL {newest}{standby} in {subject.aws.region}",
            wanted="a class that it offers",
            remedy=f"{subject.file}: database.instanceClass",
        )
    else:
        yield right(f"PostgreSQL {newest} on {size}")


def _ordered(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def check_nodes(subject: Subject) -> Iterator[Finding]:
    """EC2 offers each pool a type in each of its zones: a node group with an empty zone never becomes ready.

    And all pods find a place on the nodes, those of the platform's services among them.
    """
    plan = subject.settings.foundation
    if plan is None:
        return
    lacking = list(_lacking(subject, plan))
    yield from lacking
    if not lacking:
        yield right(f"every pool's types are offered in {', '.join(map(str, plan.network.zones))}")
    for problem in capacity_problems(subject.settings):
        yield lacks(problem.text, wanted="larger types or more nodes", remedy=f"{problem.file}: {problem.path}")
    reviews = reviews_that_fit(subject.settings)
    if reviews is not None:
        yield right(f"the nodes have room for {reviews} review environments, all of them in a rollout")


def _lacking(subject: Subject, plan: FoundationPlan) -> Iterator[Finding]:
    for name, pool in plan.node_pools.items():
        offered: dict[str, set[str]] = {}
        for offer in subject.aws.every(
            "ec2",
            "describe_instance_type_offerings",
            "InstanceTypeOfferings",
            LocationType="availability-zone",
            Filters=[{"Name": "instance-type", "Values": [str(one) for one in pool.instance_types]}],
        ):
            offered.setdefault(offer["Location"], set()).add(offer["InstanceType"])
        for zone in pool.zones or plan.network.zones:
            if not offered.get(str(zone)):
                yield lacks(
                    f"EC2 has none of {', '.join(map(str, pool.instance_types))} in {zone}",
                    wanted=f"one for the pool {name}",
                    remedy=f"{subject.file}: nodePools.{name}.instanceTypes",
                )

"""Where GitHub's jobs run that deliver an environment."""

from components.aws.cluster import Cluster
from components.aws.delivery_runner import DeliveryRunner, DeliveryRunnerArgs
from components.aws.environment_keys import EnvironmentKeys
from components.aws.network import Network
from domain.retention import LogDays
from settings.sections.github import CODEBUILD
from stacks.delivery import Delivery
from stacks.site import Site

_LOG_DAYS: LogDays = 365


def build_runner(site: Site, *, keys: EnvironmentKeys, network: Network, cluster: Cluster, delivery: Delivery) -> None:
    """Machines inside the network, unless the repository brings its own, which come in by an address that is let in."""
    github = site.settings.github
    if github.runner != CODEBUILD:
        return
    DeliveryRunner(
        "runner",
        DeliveryRunnerArgs(
            environment=site.settings.environment.name,
            region=str(site.settings.region),
            account_id=site.account_id,
            repository=f"{github.organization}/{github.repository}",
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            api_security_group_id=cluster.api_security_group_id,
            logs_key_arn=keys.logs_arn,
            log_retention_days=_LOG_DAYS,
            permissions_boundary=delivery.boundary_arn,
        ),
        opts=site.on_aws,
    )

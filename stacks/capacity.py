"""Refuses an environment whose pods find no place, before anything is made: those of the platform's services too."""

from collections.abc import Iterator

from components.platform.argo_cd_values import argo_cd_demand
from domain.pod_demand import PodDemand
from domain.stack_name import stack_file
from settings.capacity import Ground, fitting, shortages
from settings.demand import Scaled, cluster_demand, environment_demand
from settings.error import Problem, SettingsError
from settings.model import FoundationPlan, Settings
from settings.registry import Registry, read_registry
from settings.sections.workloads import Scaling
from stacks.platform_services import service_demand


def require_capacity(settings: Settings) -> None:
    """Raise SettingsError with one line for each pool that has too little room."""
    problems = list(capacity_problems(settings))
    if problems:
        raise SettingsError(problems)


def capacity_problems(settings: Settings) -> Iterator[Problem]:
    """Yield what an environment's nodes have no room for; one on another's cluster has none of its own."""
    plan = settings.foundation
    if plan is None:
        return
    file = stack_file(settings.environment.name)
    for path, text in shortages(_ground(settings, plan), _demand(settings)):
        yield Problem(file=file, path=path, text=text)


def reviews_that_fit(settings: Settings, known: Registry | None = None) -> int | None:
    """Return how many review environments fit beside an environment, all in a rollout; None where it hosts none."""
    plan, registry = settings.foundation, known or read_registry()
    if plan is None or not settings.environment.hosts_reviews:
        return None
    floors = registry.tiers[registry.review.tier].floors
    review = environment_demand(
        [Scaled(workload=one, scaling=Scaling(replicas=floors.replicas.of(one.plane))) for one in settings.workloads],
        proxies=1,
        survives_a_zone=floors.pool_zones > 1,
    )
    return fitting(_ground(settings, plan), _demand(settings), list(review))


def _ground(settings: Settings, plan: FoundationPlan) -> Ground:
    return Ground(
        pools=plan.node_pools,
        zones=[str(zone) for zone in plan.network.zones],
        survives_a_zone=settings.environment.survives_a_zone,
    )


def _demand(settings: Settings) -> list[PodDemand]:
    survives = settings.environment.survives_a_zone
    return [
        *cluster_demand(survives_a_zone=survives),
        *_gitops_demand(settings),
        *service_demand(settings),
        *environment_demand(
            [Scaled(workload=workload, scaling=workload.scaling) for workload in settings.workloads],
            proxies=settings.egress.replicas,
            survives_a_zone=survives,
        ),
    ]


def _gitops_demand(settings: Settings) -> list[PodDemand]:
    if settings.foundation is None:
        return []
    wanted = settings.foundation.platform.gitops
    return argo_cd_demand(wanted.pods, signed_in=wanted.sign_in is not None)

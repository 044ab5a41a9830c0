"""An environment whose pods find no place is refused before anything is made."""

import pytest

from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity
from settings.error import SettingsError
from settings.model import Settings
from stacks import capacity
from stacks.capacity import capacity_problems, require_capacity, reviews_that_fit
from stacks.platform_services import SERVICES
from stacks.service_ground import PlatformService, no_demand
from tests.settings.configuration import resolved


def large_service(settings: Settings) -> list[PodDemand]:
    """A service of which each pod fits a node, and all of them do not."""
    del settings
    return [
        PodDemand(
            name="vault", plane="system", replicas=3, cpu=CpuQuantity("6"), memory=MemoryQuantity("1Gi"), spread=True
        )
    ]


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_stacks_have_room_for_the_platforms_services_too(stack: str) -> None:
    """Whoever adds a service, or sizes one, sees here whether the pools hold it."""
    assert list(capacity_problems(resolved(stack))) == []


@pytest.mark.parametrize("service", SERVICES, ids=[service.name for service in SERVICES])
def test_every_service_says_what_it_asks_of_the_nodes(service: PlatformService) -> None:
    """One that says nothing would be counted as nothing."""
    assert service.demand is not no_demand
    assert service.demand(resolved("prod"))


def test_what_installs_the_services_needs_a_place_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argo CD belongs to the program and is no service of its list."""

    def large(replicas: int, *, signed_in: bool) -> list[PodDemand]:
        del replicas, signed_in
        return [PodDemand(name="argo-cd", plane="system", cpu=CpuQuantity("40"), memory=None)]

    monkeypatch.setattr(capacity, "argo_cd_demand", large)
    [problem] = capacity_problems(resolved("dev"))
    assert "no place for 1 of argo-cd" in problem.text


def test_a_service_without_a_place_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line has the file, the pool and what is missing."""
    monkeypatch.setattr(capacity, "service_demand", large_service)
    with pytest.raises(SettingsError) as refused:
        require_capacity(resolved("staging"))
    assert str(refused.value).startswith("Pulumi.staging.yaml: nodePools.system: at its largest without eu-central-1a")
    assert "6000m of cpu: no place for 1 of vault" in str(refused.value)


def test_a_review_environment_brings_no_nodes() -> None:
    """It is dev that says how many of them fit."""
    assert list(capacity_problems(resolved("review-12"))) == []
    assert reviews_that_fit(resolved("review-12")) is None
    assert reviews_that_fit(resolved("prod")) is None


def test_dev_has_room_for_review_environments() -> None:
    """Two at least, in the middle of a rollout."""
    assert (reviews_that_fit(resolved("dev")) or 0) >= 2

"""In which order the platform comes, and so in which it goes."""

from functools import cache
from typing import Any, cast

import pulumi
import pytest

from components.platform.argo_application import ArgoApplication
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.platform_services import SERVICES, build_services
from stacks.service_ground import PlatformService, ServiceGround
from tests.components.platform.charts import SOME_CHART
from tests.recording import Recording, record
from tests.settings.configuration import resolved
from tests.stacks.recorded import ENVIRONMENTS, build, others, recorded

_RELEASE = "kubernetes:helm.sh/v3:Release"
_PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject"
_APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application"
_BINDINGS = ("RoleBinding", "ClusterRoleBinding")


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_projects_come_after_argo_cd_and_their_accounts(stack: str) -> None:
    """The release brings their kind, and an application whose account lacks a right is refused half-way."""
    recording = recorded(stack).recording
    release = recording.one(_RELEASE, "argo-cd-release").urn
    for name in ("services", "teams"):
        project = recording.one(_PROJECT, f"{name}-project")
        rights = {
            each.urn
            for kind in _BINDINGS
            for each in recording.all(f"kubernetes:rbac.authorization.k8s.io/v1:{kind}")
            if each.name.startswith(f"{name}-")
        }
        assert rights
        assert {release, *rights} <= set(project.depends_on)


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_an_up_says_what_its_services_wait_for(stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a person lets changes in, its log has their command; elsewhere there is nothing to say."""
    told: list[str] = []
    monkeypatch.setattr("pulumi.log.info", told.append)
    build(resolved(stack), stacks=others(stack))
    assert [line.rpartition(": ")[2] for line in told] == ["portarium platform sync prod"] * (stack == "prod")


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_applications_go_before_what_deletes_what_they_installed(stack: str) -> None:
    """What depends on another goes before it: without project, account or Argo CD an application is never gone."""
    recording = recorded(stack).recording
    project = recording.one(_PROJECT, "services-project").urn
    applications = recording.all(_APPLICATION)
    assert applications
    for application in applications:
        assert project in application.depends_on
        assert application.deleted_with == ""


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_argo_cd_comes_after_its_ways(stack: str) -> None:
    """It asks the Kubernetes API when it starts, and a release that can't is taken back."""
    recording = recorded(stack).recording
    policies = {
        each.urn
        for each in recording.all("kubernetes:networking.k8s.io/v1:NetworkPolicy")
        if each.name.startswith("gitops-")
    }
    assert policies <= set(recording.one(_RELEASE, "argo-cd-release").depends_on)


@pytest.mark.parametrize(("stack", "gated"), [("dev", False), ("staging", False), ("prod", True)])
def test_prod_alone_waits_for_a_person(stack: str, gated: bool) -> None:
    """Both projects do, and `up` waits for longer there."""
    projects = recorded(stack).recording.all(_PROJECT)
    assert {project.name: bool(project.inputs["spec"].get("syncWindows")) for project in projects} == {
        "services-project": gated,
        "teams-project": gated,
    }


def _nothing(_: Settings, __: FoundationPlan) -> dict[str, Any]:
    return {}


def _service(name: str, wave: int) -> PlatformService:
    def build(site: ServiceGround) -> ArgoApplication:
        return ArgoApplication(name, site.installation.of(name, chart=SOME_CHART, values={}))

    return PlatformService(name=name, chart=SOME_CHART.name, wave=wave, values=_nothing, build=build)


@cache
def _waves() -> Recording:
    def program() -> object:
        settings = resolved("dev")
        ground = Ground(
            settings=settings,
            foundation=cast("Any", None),
            account_id="",
            aws=cast("Any", None),
            kubernetes=cast("Any", None),
            cluster=None,
        )
        installed = build_services(
            ground,
            cast("FoundationPlan", settings.foundation),
            project="platform",
            namespace="system",
            services=[_service("last", 2), _service("first", 0), _service("beside", 0), _service("middle", 1)],
        )
        return pulumi.Output.all(*(each.synced for each in installed.values()))

    return record(program)


def test_a_wave_waits_for_those_before_and_not_for_its_own() -> None:
    """However they are listed: what comes in one wave is installed side by side."""
    found = {each.inputs["metadata"]["name"]: each for each in _waves().all(_APPLICATION)}
    before = {name: {other for other in found if found[other].urn in found[name].depends_on} for name in found}
    assert before == {
        "first": set(),
        "beside": set(),
        "middle": {"first", "beside"},
        "last": {"first", "beside", "middle"},
    }
    waves = {
        name: each.inputs["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] for name, each in found.items()
    }
    assert waves == {"first": "0", "beside": "0", "middle": "1", "last": "2"}


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_argo_cd_reads_whatever_services_bring(stack: str) -> None:
    """What it may not list it doesn't watch, and what it doesn't watch is out of sync forever."""
    recording = recorded(stack).recording
    rules = recording.one(_RELEASE, "argo-cd-release").inputs["values"]["controller"]["clusterRoleRules"]["rules"]
    read = {group for rule in rules for group in rule["apiGroups"]}
    brought = {kind.group for service in SERVICES for kind in service.cluster_kinds}
    assert brought | {group for service in SERVICES for group in service.groups} <= read


def test_what_a_team_brings_is_synced_by_hand() -> None:
    """`up` declares it and does not wait for somebody to ask for it."""
    repository = "https://charts.portarium.example"
    sample = {"repository": repository, "chart": "sample", "version": "1.2.3", "values": {"replicas": 2}}
    gitops = {"repositories": [repository], "applications": {"sample": sample}}
    recording = build(resolved("dev", {"platform": {"gitops": gitops}}), stacks=others("dev")).recording
    application = recording.one(_APPLICATION, "team-sample-application")
    assert application.inputs["spec"]["project"] == "teams"
    assert application.inputs["spec"]["destination"]["namespace"] == "apps-dev"
    assert "automated" not in application.inputs["spec"]["syncPolicy"]
    assert "pulumi.com/waitFor" not in application.inputs["metadata"]["annotations"]
    assert recording.one(_PROJECT, "teams-project").inputs["spec"]["sourceRepos"] == [repository]

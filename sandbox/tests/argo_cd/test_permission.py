"""What a project permits, and how the rest is refused."""

from typing import Any

import pytest

from portarium_sandbox.argo_cd.pattern import matches
from portarium_sandbox.argo_cd.permission import permits_kind, problems_of
from tests.argo_cd.objects import IN_CLUSTER, SOURCE, application, project


def test_a_permitted_application_has_no_problem() -> None:
    """Its repository and its destination are listed."""
    assert problems_of(application(), project()) == []


@pytest.mark.parametrize(
    ("repositories", "permitted"),
    [
        (["*"], True),
        (["https://charts.jetstack.io"], True),
        (["https://CHARTS.jetstack.io.git"], True),
        (["https://*.io"], True),
        (["https://charts.jetstack.io/*"], False),
        (["*", "!https://charts.jetstack.io"], False),
        ([], False),
    ],
)
def test_repositories_are_patterns(repositories: list[str], *, permitted: bool) -> None:
    """A star stays within its part of the address, and what is denied is denied whatever else is permitted."""
    problems = problems_of(application(), project(sourceRepos=repositories))
    refused = ["application repo https://charts.jetstack.io is not permitted in project 'platform'"]
    assert problems == ([] if permitted else refused)


@pytest.mark.parametrize(
    ("destinations", "permitted"),
    [
        ([{"server": "*", "namespace": "sys*"}], True),
        ([{"name": "in-cluster", "namespace": "system"}], True),
        ([{"server": "https://elsewhere", "namespace": "system"}], False),
        ([{"server": "*", "namespace": "*"}, {"server": "*", "namespace": "!system"}], False),
    ],
)
def test_destinations_are_patterns(destinations: list[dict[str, str]], *, permitted: bool) -> None:
    """Server, or name, and namespace."""
    problems = problems_of(application(), project(destinations=destinations))
    assert bool(problems) is not permitted
    assert all("do not match any of the allowed destinations in project 'platform'" in one for one in problems)


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"source": {**SOURCE, "targetRevision": ""}}, "targetRevision is required"),
        ({"source": {"repoURL": SOURCE["repoURL"]}}, "either spec.source.path or spec.source.chart are required"),
        ({"destination": {"namespace": "system"}}, "Destination server missing"),
        ({"destination": {"server": "https://elsewhere"}}, 'error getting cluster by server "https://elsewhere"'),
        ({"destination": {"server": IN_CLUSTER, "name": "in-cluster"}}, "can't have both name and server"),
    ],
)
def test_a_malformed_application_is_refused(spec: dict[str, Any], problem: str) -> None:
    """Before it is asked whether the project permits it."""
    [found] = problems_of(application(**spec), project())
    assert problem in found


def test_an_application_of_no_project_is_refused() -> None:
    """A project that is not there permits nothing."""
    assert problems_of(application(), None) == ["Application referencing project platform which does not exist"]


def test_kinds_without_a_namespace_are_permitted_one_by_one() -> None:
    """A project that lists none permits none."""
    kind = ("apiextensions.k8s.io", "CustomResourceDefinition")
    assert permits_kind(project(), *kind)
    assert permits_kind(project(clusterResourceWhitelist=[{"group": "*", "kind": "*"}]), *kind)
    assert not permits_kind(project(clusterResourceWhitelist=[]), *kind)
    assert not permits_kind(project(clusterResourceBlacklist=[{"group": "*", "kind": "Custom*"}]), *kind)


def test_a_pattern_takes_other_characters_as_they_are() -> None:
    """A dot is a dot."""
    assert matches("a.b?", "a.bc")
    assert not matches("a.b", "aXb")

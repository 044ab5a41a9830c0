"""What teams bring comes from where it is let in from."""

from tests.settings.configuration import problems

_SAMPLE = {"repository": "https://charts.portarium.example", "chart": "sample", "version": "1.2.3"}


def test_a_chart_from_elsewhere_is_refused() -> None:
    """Argo CD would say so only once it is there."""
    [line] = problems("dev", {"platform": {"gitops": {"applications": {"sample": _SAMPLE}}}})
    assert line == (
        'Pulumi.dev.yaml: platform.gitops.applications.sample.repository: "https://charts.portarium.example" '
        "is not one of platform.gitops.repositories, which are none"
    )


def test_a_chart_from_a_listed_repository_is_let_in() -> None:
    """By the URL, letter by letter, as Argo CD compares it."""
    gitops = {"repositories": [_SAMPLE["repository"]], "applications": {"sample": _SAMPLE}}
    assert problems("dev", {"platform": {"gitops": gitops}}) == []


def test_a_version_that_moves_is_refused() -> None:
    """Tomorrow it would be another one."""
    gitops = {"repositories": [_SAMPLE["repository"]], "applications": {"sample": {**_SAMPLE, "version": "1.x"}}}
    [line] = problems("dev", {"platform": {"gitops": gitops}})
    assert 'platform.gitops.applications.sample.version: "1.x" is not a pinned version' in line


def test_servers_of_nats_that_can_not_all_have_a_copy_are_refused() -> None:
    """Two are no majority when one is gone, and a stream has five copies at most."""
    for replicas in (2, 7):
        [line] = problems("dev", {"platform": {"nats": {"replicas": replicas}}})
        assert f"platform.nats.replicas: {replicas} servers; each message has a copy on every one: 1, 3 or 5" in line


def test_an_archive_that_ends_before_the_database_does_is_refused() -> None:
    """What is archived would be gone while the run is still there to be looked at."""
    [line] = problems("dev", {"platform": {"temporal": {"retentionDays": 400}}})
    assert "platform.temporal.archiveDays: 365, and the database keeps a run for 400 days; more than that" in line

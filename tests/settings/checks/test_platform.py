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

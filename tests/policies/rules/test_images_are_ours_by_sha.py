"""The rule images-are-ours-by-sha, with what it accepts, refuses and leaves out."""

from policies.rules.images_are_ours_by_sha import RULE
from tests.policies.subjects import COREDNS, PASSED, SHA, UNKNOWN, answer, deployment, resolver, subject


def test_our_image_by_its_commit_passes() -> None:
    """Forty hexadecimal digits, and nothing after them but the digest."""
    pinned = f"ghcr.io/portarium/portarium-api:{SHA}@sha256:{'0' * 64}"
    assert answer(RULE, deployment()) == PASSED
    assert answer(RULE, deployment(container={"image": pinned})) == PASSED


def test_other_images_fail() -> None:
    """A tag that moves, another registry, a short SHA."""
    for image in (
        "ghcr.io/portarium/portarium-api:latest",
        "nginx:1.29",
        f"ghcr.io/portarium/portarium-api:{SHA[:12]}",
        f"ghcr.io/portarium/portarium-api:latest@sha256:{'0' * 64}",
    ):
        assert answer(RULE, deployment(container={"image": image})) == (
            "fail",
            f"container api runs {image}; use ghcr.io/<org>/portarium-<component>:<git SHA>, 40 hex digits",
        )


def test_the_resolver_runs_the_clusters_own_coredns() -> None:
    """In the version of the add-on, in its own place, and with nothing of others beside it."""
    assert answer(RULE, resolver()) == PASSED
    assert answer(RULE, resolver(image=COREDNS.rpartition(":")[0] + ":latest"))[0] == "fail"
    assert answer(RULE, resolver(namespace="apps-prod"))[0] == "fail"
    assert answer(RULE, resolver(name="api"))[0] == "fail"
    assert answer(RULE, resolver(beside={"name": "beside", "image": COREDNS}))[0] == "fail"


def test_an_image_that_is_not_known_is_left_out() -> None:
    """A workload that waits for its migration has none in the first preview."""
    assert answer(RULE, deployment(container={"image": UNKNOWN}))[0] == "not applicable"


def test_other_resources_are_left_out() -> None:
    """A service runs no pod."""
    assert answer(RULE, subject("kubernetes:core/v1:Service", {}))[0] == "not applicable"

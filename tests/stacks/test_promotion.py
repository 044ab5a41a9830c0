"""A promotion in the program: refused before the first resource, and no wider than the images it moves."""

from collections.abc import Mapping
from typing import Any

import pytest

from stacks import environment
from stacks.release import PromotionError
from tests.recording import Registered
from tests.settings.configuration import SHA, resolved
from tests.settings.registries import one_account
from tests.stacks.recorded import RELEASED, Build, build, recorded

NEXT = "b" * 40


def _history(*shas: str) -> Mapping[str, Any]:
    entries = [{"imageSha": sha, "since": "2026-01-01T00:00:00Z"} for sha in shas]
    return {"release": {**entries[-1], "history": entries}}


def _refuse_any_resource(*_: object, **__: object) -> None:
    raise AssertionError("a resource was about to be registered")


@pytest.mark.parametrize("source", [{}, {"dev": {}}, {"dev": RELEASED}], ids=["no stack", "never ran", "ran another"])
def test_a_sha_that_skips_is_refused_before_any_resource(
    source: Mapping[str, Mapping[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the provider is registered: the refusal leaves nothing half-done."""
    monkeypatch.setattr(environment, "aws_provider", _refuse_any_resource)
    with pytest.raises(PromotionError, match=f"imageSha: {NEXT} may not come to staging"):
        build(resolved("staging", {"imageSha": NEXT}), stacks=source)


def test_a_rollback_needs_nobodys_leave() -> None:
    """What this environment ran before may come back though the one before it is gone; the history says so."""
    release = build(resolved("staging"), stacks={"staging": _history(SHA, NEXT)}).outputs["release"]
    assert release["imageSha"] == SHA
    assert [entry["imageSha"] for entry in release["history"]] == [NEXT, SHA]


def test_the_same_sha_again_keeps_the_release_as_it_was() -> None:
    """A second `up` has no other date to write: it changes nothing."""
    again = build(resolved("dev"), stacks={"dev": RELEASED})
    assert again.outputs["release"] == RELEASED["release"]


def test_two_previews_print_the_same_release() -> None:
    """A preview does not know when its `up` will complete, and invents no time."""
    previewed = build(resolved("dev"), preview=True)
    assert previewed.outputs["release"]["since"] == "when this up completes"


def test_an_environment_that_is_not_ready_takes_no_new_release() -> None:
    """A degraded environment refuses before any resource, and says what would change that."""
    with pytest.raises(PromotionError, match="config set status ready -s dev"):
        build(resolved("dev", {"imageSha": NEXT, "status": "degraded"}), stacks={"dev": RELEASED})


def test_a_promotion_changes_what_bears_the_image_and_nothing_else() -> None:
    """Deployments and jobs, under the names they had: no namespace, policy, role or database."""
    before = {resource.urn: resource for resource in recorded("prod").recording.resources}
    after = _promoted().recording.resources
    assert {resource.urn for resource in after} == set(before)
    changed = [resource for resource in after if resource.inputs != before[resource.urn].inputs]
    bearing = ("apps/v1:Deployment", "batch/v1:CronJob", "batch/v1:Job")
    assert {resource.type for resource in changed} == {f"kubernetes:{kind}" for kind in bearing}
    assert {"control-plane-deployment", "execution-plane-deployment", "migration-job"} <= {r.name for r in changed}
    assert [resource.name for resource in changed if _selector(resource) != _selector(before[resource.urn])] == []


def _promoted() -> Build:
    # In one account, as what was recorded before.
    settings = resolved("prod", {"imageSha": NEXT}, one_account())
    return build(settings, stacks={"staging": _history(SHA, NEXT)})


def _selector(resource: Registered) -> Any:
    """What a deployment's pods are found by: immutable, so it may not carry a release."""
    return resource.inputs.get("spec", {}).get("selector")

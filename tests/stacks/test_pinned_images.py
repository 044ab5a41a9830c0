"""An environment whose images are pinned runs them by digest, and everything that reads their names knows them."""

import re
from functools import cache
from typing import Any

from domain.eks_image import is_coredns_image
from domain.image import image_pattern
from domain.kubernetes_version import SUPPORTED
from policies.rules.images_are_ours_by_sha import RULE
from stacks.release import parse_releases
from tests.policies.subjects import PASSED, answer, subject
from tests.settings.configuration import DIGESTS, SHA, resolved
from tests.settings.registries import one_account
from tests.stacks.recorded import Build, build, others, recorded

_DEPLOYMENT, _JOB = "kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:Job"

_COREDNS = {"version": SUPPORTED["1.35"].addons.coredns, "digest": f"sha256:{'9' * 64}"}


@cache
def _pinned() -> Build:
    changes = {"imageDigests": {"sha": SHA, "images": DIGESTS}, "cluster.coredns": _COREDNS}
    settings = resolved("prod", changes, one_account())
    return build(settings, stacks=others("prod"))


def _pods() -> dict[str, tuple[str, dict[str, Any]]]:
    """The kind and the inputs of what runs our images, by component."""
    return {
        container["name"]: (kind, resource.inputs)
        for kind in (_DEPLOYMENT, _JOB)
        for resource in _pinned().recording.all(kind)
        for container in resource.inputs["spec"]["template"]["spec"]["containers"]
        if not is_coredns_image(container["image"])
    }


def _image(inputs: dict[str, Any]) -> str:
    return inputs["spec"]["template"]["spec"]["containers"][0]["image"]


def test_every_pod_of_ours_runs_its_image_by_digest() -> None:
    """The proxy, both planes, our own jobs, and the migration by that of the schema's owner."""
    digests = {component: _image(inputs).rpartition("@")[2] for component, (_, inputs) in _pods().items()}
    assert digests == {
        "egress-proxy": DIGESTS["egress-proxy"],
        "control-plane": DIGESTS["control-plane"],
        "migration": DIGESTS["control-plane"],
        "database-bootstrap": DIGESTS["operations"],
        "vault-configuration": DIGESTS["operations"],
        "execution-plane": DIGESTS["worker"],
    }


def test_a_pinned_release_has_jobs_of_its_own() -> None:
    """Under the same name one would go before the new one comes, and Pulumi would replace what waits for it."""
    pinned, unpinned = (
        {job.inputs["metadata"]["name"] for job in made.recording.all(_JOB)} for made in (_pinned(), recorded("prod"))
    )
    assert len(pinned) == len(unpinned) == 3
    assert not pinned & unpinned


def test_the_policy_pack_and_the_clusters_admission_know_the_names() -> None:
    """Both hold an image to our registry, our owner and a full commit."""
    for kind, inputs in _pods().values():
        assert answer(RULE, subject(kind, inputs)) == PASSED
        assert re.search(image_pattern("portarium"), _image(inputs))


def test_labels_and_the_release_carry_the_sha_alone() -> None:
    """A label takes no digest, and a release is known by its commit from one environment to the next."""
    labels = [inputs["spec"]["template"]["metadata"]["labels"] for _, inputs in _pods().values()]
    assert {label["app.kubernetes.io/version"] for label in labels} == {SHA}
    current = parse_releases(_pinned().outputs["release"]).current
    assert current is not None
    assert current.imageSha == SHA


def test_the_stack_tells_what_runs() -> None:
    """The full name of each, as its pods have it."""
    called = {name: name for name in ("egress-proxy", "operations", "control-plane")} | {"execution-plane": "worker"}
    assert _pinned().outputs["images"] == {
        component: f"ghcr.io/portarium/portarium-{image}:{SHA}@{DIGESTS[image]}" for component, image in called.items()
    }


def test_the_resolver_runs_what_a_node_was_seen_to_run() -> None:
    """EKS's CoreDNS, in the version of the add-on, by the digest of the settings; the policy pack knows it too."""
    resolver = _pinned().recording.one(_DEPLOYMENT, "execution-resolver-deployment")
    assert _image(resolver.inputs).endswith(f"/eks/coredns:{_COREDNS['version']}@{_COREDNS['digest']}")
    assert answer(RULE, subject(_DEPLOYMENT, resolver.inputs)) == PASSED

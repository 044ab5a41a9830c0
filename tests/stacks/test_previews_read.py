"""`pulumi preview --refresh` reads every object of the program, as the role of previews."""

import json

from components.kubernetes.preview_access import READ
from domain.access_role import preview_group
from portarium_sandbox.cloud.view_policy import VIEWED
from tests.stacks.recorded import ENVIRONMENTS, STACKS, delegated, recorded

# A release is no object; what Helm notes of it is a config map, which the view policy shows.
_RELEASES = "helm.sh"
_PLURALS = {"Class": "classes", "Ingress": "ingresses", "Policy": "policies"}


def _kinds() -> set[tuple[str, str]]:
    """The API group and the resource of every object that some environment has."""
    found: set[tuple[str, str]] = set()
    for stack in STACKS:
        for build in (recorded(stack), delegated(stack)):
            for resource in build.recording.resources:
                provider, _, rest = resource.type.partition(":")
                version, _, kind = rest.partition(":")
                if provider == "kubernetes" and not version.startswith(_RELEASES):
                    found.add((version.partition("/")[0].replace("core", ""), _plural(kind.removesuffix("Patch"))))
    return found


def _plural(kind: str) -> str:
    for ending, plural in _PLURALS.items():
        if kind.endswith(ending):
            return f"{kind.removesuffix(ending)}{plural}".lower()
    return f"{kind}s".lower()


def test_every_kind_of_the_program_is_readable() -> None:
    """By EKS's view policy or by the role beside it: a new kind needs a row there."""
    unread = [kind for kind in sorted(_kinds()) if kind[1] not in (*VIEWED.get(kind[0], ()), *READ.get(kind[0], ()))]
    assert unread == []


def test_what_helm_notes_is_no_secret() -> None:
    """Its notes hold what a release was given, and previews read no secret to compare it."""
    for stack in STACKS:
        provider = recorded(stack).recording.one("pulumi:providers:kubernetes").inputs
        assert json.loads(provider["helmReleaseSettings"])["driver"] == "configmap"


def test_nothing_else_is_readable() -> None:
    """A row stands for a kind that the program has and that EKS's policy lacks."""
    beyond = {(group, resource) for group, resources in READ.items() for resource in resources}
    assert beyond == {kind for kind in _kinds() if kind[1] not in VIEWED.get(kind[0], ())}
    # What asks for a secret holds none of it.
    assert "secrets" not in {resource for _, resource in beyond}


def test_whoever_shows_previews_is_in_the_group() -> None:
    """In the cluster of each environment, and nobody else is."""
    for stack in ENVIRONMENTS:
        recording = recorded(stack).recording
        members = {
            entry.name
            for entry in recording.all("aws:eks/accessEntry:AccessEntry")
            if preview_group(stack) in (entry.inputs.get("kubernetesGroups") or [])
        }
        assert members == {"access-preview"}

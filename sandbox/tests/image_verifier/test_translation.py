"""A policy keeps its words: only who has signed is looked up, and what is not understood is named."""

import copy
from typing import Any

import pytest

from portarium_sandbox.image_verifier.translation import not_honoured, translated

_SIGNER = "https://github.com/acme/application/.github/workflows/ci-images.yml@refs/heads/main"
_SPEC: dict[str, Any] = {
    "failurePolicy": "Fail",
    "validationActions": ["Deny"],
    "validationConfigurations": {"mutateDigest": False, "verifyDigest": False, "required": True},
    "matchConstraints": {
        "namespaceSelector": {"matchLabels": {"kept": "yes"}},
        "resourceRules": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"]}],
    },
    "matchConditions": [{"name": "made", "expression": "request.operation == 'CREATE'"}],
    "matchImageReferences": [{"glob": "registry.example/*"}],
    "attestors": [
        {"name": "builder", "cosign": {"keyless": {"identities": [{"issuer": "https://x", "subject": _SIGNER}]}}}
    ],
    "validations": [
        {
            "expression": "images.containers.all(image, verifyImageSignatures(image, [attestors.builder]) > 0)",
            "messageExpression": "'unsigned by ci-images.yml: ' + images.containers.join(', ')",
        }
    ],
}


def _changed(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(_SPEC), **changes}


def _rendered(spec: dict[str, Any]) -> dict[str, Any]:
    return translated({"metadata": {"name": "signed"}, "spec": spec})[0]["spec"]


def test_what_is_asked_about_is_what_the_policy_says() -> None:
    """Namespaces, operations and conditions are not the double's to interpret."""
    rendered = _rendered(_SPEC)
    assert not_honoured(_SPEC) == []
    for key in ("failurePolicy", "matchConstraints", "matchConditions"):
        assert rendered[key] == _SPEC[key]


def test_of_an_expression_only_the_verification_is_played() -> None:
    """It becomes a look into the list, in which whoever is asked for stands unless somebody has written otherwise."""
    first = _rendered(_SPEC)["validations"][0]
    assert first["expression"].startswith("variables.containers.all(image, (image.find('[0-9a-f]{40,64}$') != ''")
    assert f'.orValue("{_SIGNER}") in ["{_SIGNER}"] ? 1 : 0) > 0)' in first["expression"]
    assert first["messageExpression"] == "'unsigned by ci-images.yml: ' + variables.containers.join(', ')"


def test_an_image_that_no_expression_verifies_is_refused_where_it_is_required() -> None:
    """As Kyverno does after all expressions."""
    optional = {"mutateDigest": False, "verifyDigest": False, "required": False}
    assert len(_rendered(_SPEC)["validations"]) == 1 + 3
    assert len(_rendered(_changed(validationConfigurations=optional))["validations"]) == 1
    digests = {"mutateDigest": False, "verifyDigest": True, "required": False}
    assert "@sha256:" in _rendered(_changed(validationConfigurations=digests))["validations"][0]["expression"]


def test_of_a_deletion_the_images_are_those_of_what_goes() -> None:
    """Kyverno takes them from the old object, which is how a policy that matches deletions blocks them."""
    [containers, *_] = _rendered(_SPEC)["variables"]
    assert containers["expression"] == (
        "(object != null ? object : oldObject).spec.?containers.orValue([]).map(c, c.image)"
        '.filter(i, i.matches("^(?:registry\\\\.example/.*)$"))'
    )


_STRANGE: list[tuple[dict[str, Any], str]] = [
    ({"validationActions": ["Audit"]}, "spec.validationActions: Audit"),
    ({"validationConfigurations": {"mutateDigest": True}}, "spec.validationConfigurations.mutateDigest: True"),
    ({"validationConfigurations": {}}, "spec.validationConfigurations.mutateDigest: missing"),
    ({"matchImageReferences": []}, "spec.matchImageReferences: missing"),
    ({"matchImageReferences": [{"expression": "true"}]}, "spec.matchImageReferences.expression"),
    ({"attestations": [{"name": "sbom"}]}, "spec.attestations"),
    ({"attestors": [{"name": "builder", "notary": {}}]}, "spec.attestors.notary"),
    ({"attestors": []}, "attestors.builder: none of that name"),
    ({"validations": [{"expression": "images.other.size() == 0"}]}, "images.other: no such list"),
    ({"autogen": {}}, "spec.autogen"),
]


@pytest.mark.parametrize(("changes", "said"), _STRANGE)
def test_what_is_not_understood_is_named(changes: dict[str, Any], said: str) -> None:
    """A policy of which a part is passed over would seem to hold."""
    assert said in not_honoured(_changed(**changes))

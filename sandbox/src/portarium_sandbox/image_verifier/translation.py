"""What Kyverno would ask of a request, as a policy of the API server's own: both speak the same language, CEL.

Kyverno evaluates a policy's expressions and knows one function more, which fetches a signature and verifies it. Here
that function becomes a look into a list, and everything else stays as the policy has it: which namespaces, which
operations, which images, and what is refused.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from portarium_sandbox.charts.honoured import Known, strangers

SIGNATURES: Final = "sandbox-image-signatures"
"""The config map, in `kube-system`, that says who has signed an image if not whoever a policy asks for."""

NAMESPACE: Final = "kube-system"

_REGISTRATION: Final = "admissionregistration.k8s.io/v1"
_LABELS: Final = {"sandbox.portarium.dev/stands-in-for": "kyverno-webhook"}
_PLACES: Final = ("containers", "initContainers", "ephemeralContainers")
_VERIFY: Final = re.compile(r"verifyImageSignatures\((\w+), \[attestors\.(\w+)\]\)")
# What stands in quotes is text: a workflow may be called images.yml.
_IMAGES: Final = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\bimages\.(?P<place>\w+)""")
_HONOURED: Final[Known] = {
    "failurePolicy": ("Fail", "Ignore"),
    "validationActions": ("Deny",),
    "webhookConfiguration": {"timeoutSeconds": ...},
    "evaluation": {"admission": {"enabled": (True,)}, "background": {"enabled": ...}, "mode": ("Kubernetes",)},
    "validationConfigurations": {"mutateDigest": (False,), "verifyDigest": ..., "required": ...},
    "matchConstraints": {"namespaceSelector": ..., "objectSelector": ..., "matchPolicy": ..., "resourceRules": ...},
    "matchConditions": {"name": ..., "expression": ...},
    "matchImageReferences": {"glob": ...},
    "attestors": {"name": ..., "cosign": {"keyless": {"identities": {"issuer": ..., "subject": ...}}}},
    "validations": {"expression": ..., "message": ..., "messageExpression": ...},
}

Object = dict[str, Any]


def not_honoured(spec: Mapping[str, Any]) -> list[str]:
    """What of a policy is not translated, by its place."""
    # Without it Kyverno writes digests into pods, and without the list it looks at no image at all.
    missing = [
        f"spec.{path}: missing"
        for path, there in (
            ("validationConfigurations.mutateDigest", "mutateDigest" in spec.get("validationConfigurations", {})),
            ("matchImageReferences", bool(spec.get("matchImageReferences"))),
        )
        if not there
    ]
    known = [attestor["name"] for attestor in spec.get("attestors", [])]
    calls = [call for text in _expressions(spec) for call in _VERIFY.findall(text)]
    unknown = [f"attestors.{name}: none of that name" for _, name in calls if name not in known]
    other = [
        f"images.{place}: no such list"
        for text in _expressions(spec)
        for place in _IMAGES.findall(text)
        if place and place not in _PLACES
    ]
    return [*strangers(spec, _HONOURED), *missing, *unknown, *other]


def signatures() -> Object:
    """The list in which nothing stands: whatever is asked about is signed by whoever it should be."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": SIGNATURES, "namespace": NAMESPACE}}


def translated(policy: Mapping[str, Any]) -> tuple[Object, Object]:
    """The policy of the API server, and what binds it."""
    name, spec = f"kyverno-{policy['metadata']['name']}", policy["spec"]
    metadata = {"name": name, "labels": _LABELS}
    body = {
        "apiVersion": _REGISTRATION,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": metadata,
        "spec": {
            "failurePolicy": spec.get("failurePolicy", "Fail"),
            "paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
            "matchConstraints": spec["matchConstraints"],
            "matchConditions": spec.get("matchConditions", []),
            "variables": _variables(spec),
            "validations": [*_digests(spec), *_written(spec), *_required(spec)],
        },
    }
    binding = {
        "apiVersion": _REGISTRATION,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": metadata,
        "spec": {
            "policyName": name,
            "paramRef": {"name": SIGNATURES, "namespace": NAMESPACE, "parameterNotFoundAction": "Deny"},
            "validationActions": ["Deny"],
        },
    }
    return body, binding


def selector() -> str:
    """The label by which the API server's policies of this double are found again."""
    return ",".join(f"{key}={value}" for key, value in _LABELS.items())


def _variables(spec: Mapping[str, Any]) -> list[Object]:
    """The images of a pod as Kyverno hands them to a policy: of a deletion, those of what goes."""
    globs = [_pattern(each["glob"]) for each in spec["matchImageReferences"]]
    pattern = json.dumps(f"^(?:{'|'.join(globs)})$")
    pod = "(object != null ? object : oldObject)"
    return [
        {
            "name": place,
            "expression": f"{pod}.spec.?{place}.orValue([]).map(c, c.image).filter(i, i.matches({pattern}))",
        }
        for place in _PLACES
    ]


def _pattern(glob: str) -> str:
    """A glob as a regular expression; in Kyverno's, a star goes over slashes."""
    return re.escape(glob).replace(r"\*", ".*").replace(r"\?", ".")


def _written(spec: Mapping[str, Any]) -> list[Object]:
    rows: list[Object] = []
    for validation in spec["validations"]:
        row = {"expression": _played(validation["expression"], spec), "reason": "Forbidden"}
        if validation.get("message"):
            row["message"] = validation["message"]
        if validation.get("messageExpression"):
            row["messageExpression"] = _played(validation["messageExpression"], spec)
        rows.append(row)
    return rows


def _digests(spec: Mapping[str, Any]) -> list[Object]:
    if not spec["validationConfigurations"].get("verifyDigest", True):
        return []
    return [_of_all("i.contains('@sha256:')", place, "does not have a digest") for place in _PLACES]


def _required(spec: Mapping[str, Any]) -> list[Object]:
    """Kyverno refuses an image that no expression has verified, whatever the expressions say of it."""
    if not spec["validationConfigurations"].get("required", True):
        return []
    some = " || ".join(f"{_look('i', attestor)} > 0" for attestor in spec["attestors"])
    return [_of_all(some, place, "is not verified") for place in _PLACES]


def _of_all(expression: str, place: str, otherwise: str) -> Object:
    return {
        "expression": f"variables.{place}.all(i, {expression})",
        "message": f"an image of {place} {otherwise}",
        "reason": "Forbidden",
    }


def _played(expression: str, spec: Mapping[str, Any]) -> str:
    attestors = {attestor["name"]: attestor for attestor in spec["attestors"]}
    looked = _VERIFY.sub(lambda call: _look(call[1], attestors[call[2]]), expression)
    return _IMAGES.sub(lambda found: f"variables.{found['place']}" if found["place"] else found[0], looked)


def _look(image: str, attestor: Mapping[str, Any]) -> str:
    """One for an image that the attestor has signed: by the list, or, where it says nothing, because it is an image
    by its commit or digest."""
    identities = cast("Sequence[Mapping[str, str]]", attestor["cosign"]["keyless"]["identities"])
    subjects = [identity["subject"] for identity in identities]
    what = f"{image}.find('[0-9a-f]{{40,64}}$')"
    who = f"params.?data.orValue({{}})[?{what}].orValue({json.dumps(subjects[0])})"
    return f"({what} != '' && {who} in {json.dumps(subjects)} ? 1 : 0)"


def _expressions(spec: Mapping[str, Any]) -> list[str]:
    return [
        validation[key]
        for validation in spec.get("validations", [])
        for key in ("expression", "messageExpression")
        if validation.get(key)
    ]

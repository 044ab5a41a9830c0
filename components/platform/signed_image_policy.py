"""The policy that lets only signed images of ours run in the environments of a cluster, as Kyverno reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.labels import ENVIRONMENT, MANAGED_BY, PART_OF
from components.naming import physical_name
from domain.plane import PLANE_KEY, EnvironmentPlane
from domain.project import PROJECT
from domain.workflow_identity import ISSUER, image_signer

API_VERSION = "policies.kyverno.io/v1"
"""The version of Kyverno's kinds."""

KIND = "ImageValidatingPolicy"
"""The kind of policies about images."""

_ATTESTOR = "workflow"
_SECONDS = 15
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_IN_FORCE: Mapping[str, str] = {"pulumi.com/waitFor": "jsonpath={.status.conditionStatus.ready}=true"}


@dataclass(frozen=True, kw_only=True)
class SignedImagePolicyArgs:
    """Whose cluster it is, and who signs what runs there."""

    environment: str
    """The environment that owns the cluster; the policy holds in those that share it as well."""
    repository: str
    """The repository whose image workflow signs, with its owner."""
    after: pulumi.Input[str]
    """Known once Kyverno is there: before, the kind is unknown."""
    wait_seconds: int = 300
    """How long it may take until the policy is in force."""


class SignedImagePolicy(Component):
    """One policy for all environments of a cluster; the update goes on once pods are asked about their images.

    It does not go with its cluster but before Kyverno: what asks somebody who is gone refuses every pod.
    """

    policy: pulumi.Output[str]
    """Its name, known once it is in force."""

    def __init__(self, name: str, args: SignedImagePolicyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:SignedImagePolicy", name, None, opts)
        policy_name = physical_name(args.environment, "signed-images")
        wait = f"{args.wait_seconds}s"
        policy = CustomResource(
            f"{name}-policy",
            api_version=API_VERSION,
            kind=KIND,
            metadata=meta.ObjectMetaArgs(
                name=pulumi.Output.from_input(args.after).apply(lambda _: policy_name),
                labels={ENVIRONMENT: args.environment, MANAGED_BY: "pulumi"},
                annotations=dict(_IN_FORCE),
            ),
            spec=signed_image_policy(args.repository),
            opts=self.child(custom_timeouts=pulumi.CustomTimeouts(create=wait, update=wait)),
        )
        self.policy = policy.id.apply(lambda _: policy_name)
        self.register()


def signed_image_policy(repository: str) -> dict[str, Any]:
    """What Kyverno is told: each image of a pod has a signature of the repository's image workflow on main.

    Which images may run at all is the API server's own policy, which answers before (`admission_rules.py`); this one
    leaves none aside all the same, so that an image of somebody else is refused even without it.
    """
    signer = image_signer(repository)
    return {
        # Who is not answered does not run: in the environments' namespaces, and nowhere else.
        "failurePolicy": "Fail",
        "validationActions": ["Deny"],
        "webhookConfiguration": {"timeoutSeconds": _SECONDS},
        "evaluation": {"background": {"enabled": False}},
        # Digests are in the settings: one that is written here would be a difference in every update.
        "validationConfigurations": {"mutateDigest": False, "verifyDigest": False, "required": True},
        "matchConstraints": {
            "namespaceSelector": _environments(),
            "resourceRules": [
                {
                    "apiGroups": [""],
                    "apiVersions": ["v1"],
                    "resources": ["pods", "pods/ephemeralcontainers"],
                    # A deletion has an old object only, and Kyverno would verify the images of that.
                    "operations": ["CREATE", "UPDATE"],
                }
            ],
        },
        # The API server decides this before it asks: finalizers and status are written also while nobody answers.
        "matchConditions": [{"name": "brings-an-image", "expression": _BRINGS_AN_IMAGE}],
        "matchImageReferences": [{"glob": "*"}],
        "attestors": [
            {
                "name": _ATTESTOR,
                "cosign": {"keyless": {"identities": [{"issuer": f"https://{ISSUER}", "subject": signer}]}},
            }
        ],
        "validations": [
            {
                "expression": f"images.{place}.all(image, verifyImageSignatures(image, [attestors.{_ATTESTOR}]) > 0)",
                "messageExpression": f"'not every image is signed by {signer}: ' + images.{place}.join(', ')",
            }
            for place in _CONTAINERS
        ],
    }


def _environments() -> dict[str, Any]:
    """The namespaces of all environments; `system` and Kubernetes' own run what others have built."""
    return {
        "matchLabels": {PART_OF: PROJECT},
        "matchExpressions": [{"key": PLANE_KEY, "operator": "In", "values": list(get_args(EnvironmentPlane))}],
    }


def _all_of(pod: str) -> str:
    return " + ".join(f"{pod}.spec.?{place}.orValue([])" for place in _CONTAINERS)


_BRINGS_AN_IMAGE = (
    f"request.operation == 'CREATE' || !({_all_of('object')})"
    f".all(c, ({_all_of('oldObject')}).exists(b, b.image == c.image))"
)

"""What people may not do inside an environment and what runs there, as CEL expressions for the API server.

RBAC says which verbs somebody has; these say with what content. An expression sees one request and nothing else of
the cluster, so each compares an object with what it was before, and never with what the program declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.kubernetes.labels import PART_OF
from domain.image import image_name, image_pattern
from domain.image_digest import ImageDigest
from domain.project import PROJECT
from domain.system_namespace import KUBE_SYSTEM


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Requests that a policy looks at."""

    groups: tuple[str, ...]
    """The API groups; the empty one is the core."""
    resources: tuple[str, ...]
    """The resources, with subresources by a slash."""
    operations: tuple[str, ...]
    """What is done with them."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What has to be true of a request."""

    expression: str
    """The CEL expression."""
    message: str
    """One line that says what would be right."""


@dataclass(frozen=True, kw_only=True)
class AdmissionRules:
    """The rules of one policy."""

    matched: tuple[Matched, ...]
    """The requests that it looks at."""
    demands: tuple[Demand, ...]
    """What it demands of them, the first that fails being the answer."""
    conditions: Mapping[str, str] = field(default_factory=dict[str, str])
    """CEL expressions, by name, without which it does not look at a request."""
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    """CEL expressions that the demands share, by name; each may use those before it."""
    by_namespace: bool = True
    """Whether it looks into the namespaces of environments only; a namespace itself is in none."""
    by_people: bool = True
    """Whether it looks at requests of people only, and not at those of Kubernetes and of delivery."""


BY_PEOPLE: Mapping[str, str] = {
    # The parts of Kubernetes and of EKS go by these names, and EKS lets no access entry call anybody so.
    "by-no-part-of-kubernetes": (
        "!request.userInfo.username.matches('^(eks|system):')"
        " || request.userInfo.username.startsWith('system:serviceaccount:')"
        f" && !request.userInfo.username.startsWith('system:serviceaccount:{KUBE_SYSTEM}:')"
    ),
    # Whoever may change the policies could pass by them anyway: administrators and the pipeline that deploys.
    "by-nobody-who-may-change-the-policies": (
        "!authorizer.group('admissionregistration.k8s.io').resource('validatingadmissionpolicies')"
        ".check('update').allowed()"
    ),
}
"""Whose requests are looked at, for every policy."""


def admission_rules(image_owner: str, *, by_digest: bool = False) -> dict[str, AdmissionRules]:
    """The rules of each policy, by its name; images are those of one owner, by their digests alone if that is said."""
    return {
        "workloads": _workloads(image_owner),
        "images": _images(image_owner, by_digest=by_digest),
        "namespaces": _NAMESPACES,
        "guards": _GUARDS,
    }


def _workloads(image_owner: str) -> AdmissionRules:
    """What pods and all that makes pods may contain; one that is changed keeps what it has."""
    image = image_name(image_owner, "<component>", "<git SHA>")
    return AdmissionRules(
        matched=tuple(
            Matched(groups=(group,), resources=resources, operations=("CREATE", "UPDATE"))
            for group, resources in _POD_MAKERS.items()
        ),
        variables=_POD_VARIABLES,
        demands=(
            Demand(
                expression=_images_match(image_pattern(image_owner)),
                message=f"every image is {image}, or that by its digest",
            ),
            *_IDENTITY,
            *_SECRETS,
        ),
    )


def _images(image_owner: str, *, by_digest: bool) -> AdmissionRules:
    """What pods may run, whoever makes them; a pod that runs goes on with what it has."""
    image = image_name(image_owner, "<component>", "<git SHA>")
    owned = Demand(
        expression=_images_match(image_pattern(image_owner)),
        message=f"a pod of an environment runs {image}, or that by its digest, and nothing else",
    )
    pinned = Demand(
        expression=_images_match(_BY_DIGEST),
        message="images.byDigest: a pod of an environment runs an image by its digest: portarium images --pin",
    )
    return AdmissionRules(
        matched=(
            Matched(groups=("",), resources=("pods", "pods/ephemeralcontainers"), operations=("CREATE", "UPDATE")),
        ),
        variables={name: _POD_VARIABLES[name] for name in ("pod", "podBefore", "containers", "containersBefore")},
        demands=(owned, pinned) if by_digest else (owned,),
        by_people=False,
    )


def _images_match(pattern: str) -> str:
    return (
        f"variables.containers.all(c, c.image.matches(r'{pattern}')"
        " || variables.containersBefore.exists(b, b.image == c.image))"
    )


def _pod_of(variable: str) -> str:
    """The specification of the pods that an object is, or makes."""
    some = f"dyn({variable})"
    return (
        f"{some}.kind == 'Pod' ? {some}.spec"
        f" : {some}.kind == 'CronJob' ? {some}.spec.jobTemplate.spec.template.spec"
        f" : {some}.spec.template.spec"
    )


def _containers_of(pod: str) -> str:
    return f"{pod}.containers + {pod}.?initContainers.orValue([]) + {pod}.?ephemeralContainers.orValue([])"


def _secrets_of(pod: str, containers: str) -> str:
    """What names a secret, container by container, then the secrets that images are pulled with."""
    return (
        f"{containers}.map(c, c.?env.orValue([]).filter(e, e.?valueFrom.?secretKeyRef.hasValue())"
        " + c.?envFrom.orValue([]).filter(e, has(e.secretRef))).filter(named, size(named) > 0)"
        f" + [{pod}.?imagePullSecrets.orValue([])].filter(named, size(named) > 0)"
    )


def _volumes_of(pod: str) -> str:
    """The volumes that may hold a secret, a token or a foreign image: all but those of kinds that hold none."""
    return (
        f"{pod}.?volumes.orValue([]).filter(v, !(has(v.configMap) || has(v.downwardAPI) || has(v.emptyDir)"
        " || has(v.ephemeral) || has(v.persistentVolumeClaim) || has(v.projected)"
        " && v.projected.?sources.orValue([]).all(s, has(s.configMap) || has(s.downwardAPI))))"
    )


_BY_DIGEST = f"@{ImageDigest.pattern}$"

_POD_MAKERS: Mapping[str, tuple[str, ...]] = {
    "": ("pods", "pods/ephemeralcontainers", "replicationcontrollers"),
    "apps": ("daemonsets", "deployments", "replicasets", "statefulsets"),
    "batch": ("cronjobs", "jobs"),
}
"""What is a pod or has a template of one, by API group."""

# Before it was made it had nothing: so what is made may have none of what may only stay.
_NOTHING = "dyn({'containers': dyn([]), 'automountServiceAccountToken': dyn(false)})"

_POD_VARIABLES: Mapping[str, str] = {
    "pod": _pod_of("object"),
    "podBefore": f"oldObject == null ? {_NOTHING} : ({_pod_of('oldObject')})",
    "containers": _containers_of("variables.pod"),
    "containersBefore": _containers_of("variables.podBefore"),
    "secrets": _secrets_of("variables.pod", "variables.containers"),
    "secretsBefore": _secrets_of("variables.podBefore", "variables.containersBefore"),
    "volumes": _volumes_of("variables.pod"),
    "volumesBefore": _volumes_of("variables.podBefore"),
}

_IDENTITY = (
    Demand(
        expression=(
            "!variables.pod.?automountServiceAccountToken.orValue(true)"
            " || variables.podBefore.?automountServiceAccountToken.orValue(true)"
        ),
        message="automountServiceAccountToken is false: what people start gets no token",
    ),
    Demand(
        expression=(
            "oldObject == null || variables.pod.?serviceAccountName.orValue('')"
            " == variables.podBefore.?serviceAccountName.orValue('')"
        ),
        message="serviceAccountName stays as it is; it changes by pulumi up",
    ),
)

_SECRETS = (
    Demand(
        expression="variables.secrets == variables.secretsBefore",
        message="no variable and no pull secret of a pod names a secret but by pulumi up",
    ),
    Demand(
        expression="variables.volumes == variables.volumesBefore",
        message=(
            "a volume is a configMap, downwardAPI, emptyDir, ephemeral or persistentVolumeClaim,"
            " and holds no secret and no token"
        ),
    ),
)

_NAMESPACES = AdmissionRules(
    matched=(
        # Its status and its finalizers are written with the whole object, labels included.
        Matched(groups=("",), resources=("namespaces", "namespaces/*"), operations=("UPDATE",)),
        Matched(groups=("",), resources=("namespaces",), operations=("DELETE",)),
    ),
    # By what it was: a selector would see the labels that the request wants it to have.
    conditions={"ours": f"oldObject.metadata.?labels[?'{PART_OF}'].orValue('') == '{PROJECT}'"},
    by_namespace=False,
    demands=(
        Demand(
            expression="request.operation != 'DELETE'",
            message="a namespace goes by pulumi destroy, or by taking it out of the program",
        ),
        Demand(
            expression=(
                "request.operation == 'DELETE'"
                " || object.metadata.?labels.orValue({}) == oldObject.metadata.?labels.orValue({})"
            ),
            message="labels of a namespace stay as they are, the pod standard among them: pulumi up sets them",
        ),
    ),
)

_GUARDS = AdmissionRules(
    matched=(
        # The quota that is counted against is the one in its status.
        Matched(groups=("",), resources=("limitranges", "resourcequotas", "resourcequotas/*"), operations=("*",)),
        # The second group has what the CNI makes of the policies, and what it takes beside them.
        Matched(groups=("networking.k8s.io",), resources=("networkpolicies",), operations=("*",)),
        Matched(groups=("networking.k8s.aws",), resources=("*",), operations=("*",)),
        # Either would outlive the grant of whoever makes it.
        Matched(groups=("rbac.authorization.k8s.io",), resources=("rolebindings", "roles"), operations=("*",)),
        Matched(groups=("",), resources=("serviceaccounts/token",), operations=("CREATE",)),
    ),
    demands=(
        Demand(
            expression="request.resource.resource != 'serviceaccounts'",
            message="a token of a service account is given by Kubernetes, to the account's own pods",
        ),
        Demand(
            expression="request.resource.resource == 'serviceaccounts'",
            message="quotas, limits, network policies, roles and role bindings change by pulumi up",
        ),
    ),
)

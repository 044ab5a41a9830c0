"""Admission: what people may not do inside the environments of a cluster, and which images run there at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import pulumi
from pulumi_kubernetes.admissionregistration import v1 as admissionregistration
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.admission_rules import BY_PEOPLE, AdmissionRules, admission_rules
from components.kubernetes.labels import ENVIRONMENT, MANAGED_BY, PART_OF
from components.naming import physical_name
from domain.plane import PLANE_KEY, EnvironmentPlane
from domain.project import PROJECT


@dataclass(frozen=True, kw_only=True)
class AdmissionArgs:
    """Whose cluster it is, and which images run there."""

    environment: str
    """The environment that owns the cluster; the policies hold in those that share it as well."""
    image_owner: str
    """The owner of the images."""
    by_digest: bool = False
    """Whether images run by their digests alone."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class Admission(Component):
    """A validating policy for each set of rules, in force in every namespace of an environment on the cluster."""

    policies: pulumi.Output[list[str]]
    """The names of the policies, known once all are bound."""

    def __init__(self, name: str, args: AdmissionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:Admission", name, None, opts)
        self.inside = args.cluster
        all_rules = admission_rules(args.image_owner, by_digest=args.by_digest)
        bindings = [self._policy(name, args, what, rules) for what, rules in all_rules.items()]
        self.policies = pulumi.Output.all(*(binding.spec.policy_name for binding in bindings)).apply(
            lambda names: [str(policy) for policy in names]
        )
        self.register()

    def _policy(
        self, name: str, args: AdmissionArgs, what: str, rules: AdmissionRules
    ) -> admissionregistration.ValidatingAdmissionPolicyBinding:
        metadata = meta.ObjectMetaArgs(
            name=physical_name(args.environment, what), labels={ENVIRONMENT: args.environment, MANAGED_BY: "pulumi"}
        )
        policy = admissionregistration.ValidatingAdmissionPolicy(
            f"{name}-{what}", metadata=metadata, spec=_policy_spec(rules), opts=self.child()
        )
        return admissionregistration.ValidatingAdmissionPolicyBinding(
            f"{name}-{what}-binding",
            metadata=metadata,
            spec=admissionregistration.ValidatingAdmissionPolicyBindingSpecArgs(
                policy_name=policy.metadata.name, validation_actions=["Deny"]
            ),
            opts=self.child(),
        )


def _policy_spec(rules: AdmissionRules) -> admissionregistration.ValidatingAdmissionPolicySpecArgs:
    return admissionregistration.ValidatingAdmissionPolicySpecArgs(
        # A rule that can't be decided refuses. Those that look at more than people read what every pod has.
        failure_policy="Fail",
        match_constraints=admissionregistration.MatchResourcesArgs(
            namespace_selector=_environments() if rules.by_namespace else None,
            resource_rules=[
                admissionregistration.NamedRuleWithOperationsArgs(
                    api_groups=list(matched.groups),
                    api_versions=["*"],
                    resources=list(matched.resources),
                    operations=list(matched.operations),
                )
                for matched in rules.matched
            ],
        ),
        match_conditions=[
            admissionregistration.MatchConditionArgs(name=name, expression=expression)
            for name, expression in _conditions(rules).items()
        ]
        or None,
        variables=[
            admissionregistration.VariableArgs(name=name, expression=expression)
            for name, expression in rules.variables.items()
        ]
        or None,
        validations=[
            admissionregistration.ValidationArgs(
                expression=demand.expression, message=demand.message, reason="Forbidden"
            )
            for demand in rules.demands
        ],
    )


def _conditions(rules: AdmissionRules) -> Mapping[str, str]:
    return {**(BY_PEOPLE if rules.by_people else {}), **rules.conditions}


def _environments() -> meta.LabelSelectorArgs:
    """The namespaces of all environments; `system` and Kubernetes' own run what others have built."""
    return meta.LabelSelectorArgs(
        match_labels={PART_OF: PROJECT},
        match_expressions=[
            meta.LabelSelectorRequirementArgs(key=PLANE_KEY, operator="In", values=list(get_args(EnvironmentPlane)))
        ],
    )

"""Giving access entries their permissions: the operations on access policies and their associations."""

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.eks.exceptions import InvalidParameterException, InvalidRequestException, ResourceNotFoundException

from portarium_sandbox.cloud.extension.eks_access import AccessEntry
from portarium_sandbox.cloud.extension.eks_access_operations import AccessEntryOperations
from portarium_sandbox.cloud.extension.eks_access_policy import POLICIES, PREFIX, PolicyAssociation
from portarium_sandbox.cloud.extension.parameter import as_list, as_map


class AccessPolicyOperations(AccessEntryOperations):
    """The operations on access policies and their associations."""

    def list_access_policies(self) -> ActionResult:
        """Answer ListAccessPolicies."""
        return ActionResult({"accessPolicies": [{"name": arn.removeprefix(PREFIX), "arn": arn} for arn in POLICIES]})

    def associate_access_policy(self) -> ActionResult:
        """Answer AssociateAccessPolicy."""
        entry = self.access_entry()
        policy_arn, scope = self.param("policyArn"), as_map(self.param("accessScope"))
        _validate(entry, policy_arn, scope)
        before = entry.policies.get(policy_arn)
        association = PolicyAssociation(policy_arn=policy_arn, namespaces=tuple(as_list(scope.get("namespaces"))))
        if before:
            association.associated_at = before.associated_at
        entry.policies[policy_arn] = association
        return ActionResult(
            {
                "clusterName": entry.cluster_name,
                "principalArn": entry.principal_arn,
                "associatedAccessPolicy": association.to_dict(),
            }
        )

    def disassociate_access_policy(self) -> ActionResult:
        """Answer DisassociateAccessPolicy."""
        entry = self.access_entry()
        if entry.policies.pop(self.param("policyArn"), None) is None:
            raise ResourceNotFoundException(
                clusterName=entry.cluster_name, message="No association found for the specified policyArn."
            )
        return EmptyResult()

    def list_associated_access_policies(self) -> ActionResult:
        """Answer ListAssociatedAccessPolicies."""
        entry = self.access_entry()
        return ActionResult(
            {
                "clusterName": entry.cluster_name,
                "principalArn": entry.principal_arn,
                "associatedAccessPolicies": [policy.to_dict() for policy in entry.policies.values()],
            }
        )


def _validate(entry: AccessEntry, policy_arn: str, scope: dict[str, Any]) -> None:
    if entry.type != "STANDARD":
        raise InvalidRequestException(
            clusterName=entry.cluster_name,
            message=f"Access policies cannot be associated with an access entry of type {entry.type}.",
        )
    problem = ""
    if policy_arn not in POLICIES:
        problem = f"The specified policyArn is invalid: {policy_arn}. See 'list-access-policies'."
    elif scope.get("type") not in ("cluster", "namespace"):
        problem = f"The access scope type {scope.get('type')} is invalid: it must be one of [cluster, namespace]"
    elif (scope["type"] == "namespace") != bool(scope.get("namespaces")):
        problem = "Namespaces must be given for an access scope of type namespace, and for no other."
    if problem:
        raise InvalidParameterException(clusterName=entry.cluster_name, message=problem)

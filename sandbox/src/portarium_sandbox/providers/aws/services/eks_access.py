"""EKS: who and what gets in - access entries, their policies, add-ons and the identities of pods."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.services.eks import settled, settled_deleted, tags_of
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType

_ENTRY_TAGS = tags_of("accessEntryArn")
_ADDON_TAGS = tags_of()
_IDENTITY_TAGS = tags_of("associationArn")

# -- Access entries: cluster:principal


def _entry(subject: Subject) -> dict[str, str]:
    cluster, _, principal = subject.identifier.partition(":")
    return {"clusterName": cluster, "principalArn": principal}


def _update_entry(subject: Subject) -> None:
    values = {"kubernetesGroups": as_list(subject.get("kubernetesGroups")), "username": subject.get("userName")}
    subject.client().update_access_entry(
        **_entry(subject), **{name: value for name, value in values.items() if value is not None}
    )


# -- Policies of an entry: cluster#principal#policy


def _association(subject: Subject) -> dict[str, str]:
    cluster, principal, policy = subject.identifier.split("#")
    return {"clusterName": cluster, "principalArn": principal, "policyArn": policy}


def _associated(subject: Subject) -> Any:
    which = _association(subject)
    policy = which.pop("policyArn")
    pages = subject.client().get_paginator("list_associated_access_policies").paginate(**which)
    found = (item for page in pages for item in page["associatedAccessPolicies"])
    return next(({**which, **item} for item in found if item["policyArn"] == policy), None)


# -- Add-ons: cluster:name


def _addon(subject: Subject) -> dict[str, str]:
    cluster, _, name = subject.identifier.partition(":")
    return {"clusterName": cluster, "addonName": name}


def _describe_addon(subject: Subject) -> Any:
    return subject.client().describe_addon(**_addon(subject))


def _update_addon(subject: Subject) -> None:
    names = ("addonVersion", "serviceAccountRoleArn", "configurationValues", "podIdentityAssociations")
    values = {name: subject.get(name) for name in names if subject.get(name) is not None}
    if subject.get("resolveConflictsOnUpdate"):
        values["resolveConflicts"] = subject.get("resolveConflictsOnUpdate")
    subject.client().update_addon(**_addon(subject), **values)
    _settle_addon(subject)


def _delete_addon(subject: Subject) -> None:
    subject.client().delete_addon(**_addon(subject), preserve=bool(subject.get("preserve")))


_settle_addon = settled(_describe_addon, "addon")

# -- Identities of pods


def _pod_identity(subject: Subject) -> dict[str, str]:
    return {"clusterName": subject.known("clusterName"), "associationId": subject.identifier}


def _find_pod_identity(subject: Subject) -> str | None:
    names = ("clusterName", "namespace", "serviceAccount")
    found = subject.client().list_pod_identity_associations(**{name: subject.get(name) for name in names})
    return next((item["associationId"] for item in found["associations"]), None)


def _update_pod_identity(subject: Subject) -> None:
    names = ("roleArn", "disableSessionTags", "targetRoleArn")
    values = {name: subject.get(name) for name in names if subject.get(name) is not None}
    subject.client().update_pod_identity_association(**_pod_identity(subject), **values)


ROWS = (
    ResourceType(
        type="aws:eks/accessEntry:AccessEntry",
        service="eks",
        camel_case=True,
        create=Call(
            "create_access_entry",
            {
                "clusterName": "clusterName",
                "principalArn": "principalArn",
                "kubernetesGroups": "kubernetesGroups",
                "type": "type",
                "username": "userName",
                "clientRequestToken": lambda subject: subject.creation_token,
                "tags": _ENTRY_TAGS.at_creation,
            },
        ),
        identity=lambda subject, _answer: f"{subject.get('clusterName')}:{subject.get('principalArn')}",
        read=(
            Fetch(
                lambda subject: subject.client().describe_access_entry(**_entry(subject))["accessEntry"],
                "clusterName principalArn kubernetesGroups type accessEntryArn createdAt modifiedAt",
                {"userName": "username"},
                tags="tags",
            ),
        ),
        changes=(Change("kubernetesGroups userName", _update_entry, False),),
        delete=lambda subject: subject.client().delete_access_entry(**_entry(subject)),
        replace="clusterName principalArn type",
        defaults={"type": "STANDARD"},
        tagging=_ENTRY_TAGS,
        volatile="modifiedAt",
    ),
    ResourceType(
        type="aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        service="eks",
        camel_case=True,
        create=Call(
            "associate_access_policy",
            {name: name for name in ("clusterName", "principalArn", "policyArn", "accessScope")},
        ),
        identity=lambda subject, _answer: "#".join(
            subject.inputs[name] for name in ("clusterName", "principalArn", "policyArn")
        ),
        read=(Fetch(_associated, "clusterName principalArn policyArn accessScope associatedAt modifiedAt"),),
        delete=lambda subject: subject.client().disassociate_access_policy(**_association(subject)),
        replace="clusterName principalArn policyArn accessScope",
        # The same policy cannot be associated a second time with another scope.
        delete_before_replace=True,
    ),
    ResourceType(
        type="aws:eks/addon:Addon",
        service="eks",
        camel_case=True,
        create=Call(
            "create_addon",
            {
                **{
                    name: name
                    for name in (
                        "clusterName",
                        "addonName",
                        "addonVersion",
                        "serviceAccountRoleArn",
                        "configurationValues",
                        "podIdentityAssociations",
                    )
                },
                "resolveConflicts": "resolveConflictsOnCreate",
                "clientRequestToken": lambda subject: subject.creation_token,
                "tags": _ADDON_TAGS.at_creation,
            },
        ),
        identity=lambda subject, _answer: f"{subject.get('clusterName')}:{subject.get('addonName')}",
        read=(
            Fetch(
                lambda subject: _describe_addon(subject)["addon"],
                "clusterName addonName addonVersion serviceAccountRoleArn configurationValues createdAt modifiedAt",
                {"arn": "addonArn"},
                tags="tags",
            ),
        ),
        changes=(
            Change(
                "addonVersion serviceAccountRoleArn configurationValues podIdentityAssociations", _update_addon, False
            ),
        ),
        delete=_delete_addon,
        replace="clusterName addonName",
        local="preserve resolveConflictsOnCreate resolveConflictsOnUpdate",
        tagging=_ADDON_TAGS,
        settle=_settle_addon,
        settle_deleted=settled_deleted(_describe_addon, "addon"),
        volatile="modifiedAt",
    ),
    ResourceType(
        type="aws:eks/podIdentityAssociation:PodIdentityAssociation",
        service="eks",
        camel_case=True,
        create=Call(
            "create_pod_identity_association",
            {
                **{
                    name: name
                    for name in (
                        "clusterName",
                        "namespace",
                        "serviceAccount",
                        "roleArn",
                        "disableSessionTags",
                        "targetRoleArn",
                    )
                },
                "clientRequestToken": lambda subject: subject.creation_token,
                "tags": _IDENTITY_TAGS.at_creation,
            },
            "association",
        ),
        identity="associationId",
        read=(
            Fetch(
                lambda subject: subject.client().describe_pod_identity_association(**_pod_identity(subject))[
                    "association"
                ],
                "clusterName namespace serviceAccount roleArn disableSessionTags targetRoleArn associationArn"
                " associationId externalId",
                tags="tags",
            ),
        ),
        changes=(Change("roleArn disableSessionTags targetRoleArn", _update_pod_identity, False),),
        delete=lambda subject: subject.client().delete_pod_identity_association(**_pod_identity(subject)),
        replace="clusterName namespace serviceAccount",
        tagging=_IDENTITY_TAGS,
        find=_find_pod_identity,
        # pulumi-aws imports it as cluster,id; refresh has the cluster in the state.
    ),
)

"""IAM: roles and what they may do, policies and identity providers."""

import json
import urllib.parse
from typing import Any

from portarium_sandbox.providers.aws.conversion import is_same_document
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, given, identifier, take
from portarium_sandbox.providers.aws.tagging import Tagging

_VERSIONS_KEPT = 5
_ROLE_TAGS = Tagging({"RoleName": identifier}, add="tag_role", remove="untag_role", read="list_role_tags")
_POLICY_TAGS = Tagging({"PolicyArn": identifier}, add="tag_policy", remove="untag_policy", read="list_policy_tags")
_PROVIDER_TAGS = Tagging(
    {"OpenIDConnectProviderArn": identifier},
    add="tag_open_id_connect_provider",
    remove="untag_open_id_connect_provider",
    read="list_open_id_connect_provider_tags",
)


def _document(value: Any) -> Any:
    """A policy as boto3 tells it: decoded for some calls, and quoted text for others."""
    return urllib.parse.unquote(value) if isinstance(value, str) else value


def _delete_role(subject: Subject) -> None:
    client, name = subject.client(), subject.identifier
    if subject.get("forceDetachPolicies"):
        for policy in client.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            client.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
        for policy in client.list_role_policies(RoleName=name)["PolicyNames"]:
            client.delete_role_policy(RoleName=name, PolicyName=policy)
    client.delete_role(RoleName=name)


def _boundary(subject: Subject) -> None:
    if subject.get("permissionsBoundary"):
        Call("put_role_permissions_boundary", take("permissionsBoundary", RoleName=identifier))(subject)
    else:
        subject.client().delete_role_permissions_boundary(RoleName=subject.identifier)


def _role_and_name(subject: Subject) -> dict[str, str]:
    role, _, name = subject.identifier.partition(":")
    return {"RoleName": role, "PolicyName": name}


def _attached(subject: Subject) -> Any:
    role, _, policy = subject.identifier.partition("/")
    pages = subject.client().get_paginator("list_attached_role_policies").paginate(RoleName=role)
    attached = (item for page in pages for item in page["AttachedPolicies"])
    return next(({"Role": role, **item} for item in attached if item["PolicyArn"] == policy), None)


def _default_version(subject: Subject) -> Any:
    client, arn = subject.client(), subject.identifier
    version = client.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return client.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]


def _new_version(subject: Subject) -> None:
    """Add a default version; when IAM keeps no more of them, the oldest other one makes room."""
    client, arn = subject.client(), subject.identifier
    present = _document(_default_version(subject)["Document"])
    if is_same_document(present if isinstance(present, str) else json.dumps(present), subject.get("policy")):
        # An update that was interrupted after it had made the version does not make a second one.
        return
    versions = client.list_policy_versions(PolicyArn=arn)["Versions"]
    others = sorted(
        (version for version in versions if not version["IsDefaultVersion"]),
        key=lambda version: int(version["VersionId"].removeprefix("v")),
    )
    if len(versions) >= _VERSIONS_KEPT:
        client.delete_policy_version(PolicyArn=arn, VersionId=others[0]["VersionId"])
    client.create_policy_version(PolicyArn=arn, PolicyDocument=subject.get("policy"), SetAsDefault=True)


def _delete_policy(subject: Subject) -> None:
    client, arn = subject.client(), subject.identifier
    for version in client.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            client.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    client.delete_policy(PolicyArn=arn)


def _set_client_ids(subject: Subject) -> None:
    client = subject.client()
    who = {"OpenIDConnectProviderArn": subject.identifier}
    present = client.get_open_id_connect_provider(**who)["ClientIDList"]
    wanted = subject.get("clientIdLists")
    for name in wanted:
        if name not in present:
            client.add_client_id_to_open_id_connect_provider(**who, ClientID=name)
    for name in present:
        if name not in wanted:
            client.remove_client_id_from_open_id_connect_provider(**who, ClientID=name)


def _provider_arn(subject: Subject, _answer: Any) -> str:
    host = subject.get("url").removeprefix("https://")
    return subject.arn("iam", f"oidc-provider/{host}", region=False)


ROWS = (
    ResourceType(
        type="aws:iam/role:Role",
        service="iam",
        create=Call(
            "create_role",
            take(
                "path description maxSessionDuration permissionsBoundary",
                RoleName="name",
                AssumeRolePolicyDocument="assumeRolePolicy",
                Tags=_ROLE_TAGS.at_creation,
            ),
        ),
        identity=given("name"),
        read=(
            Fetch(
                Call("get_role", {"RoleName": identifier}, "Role"),
                "path description maxSessionDuration arn createDate",
                {
                    "name": "RoleName",
                    "uniqueId": "RoleId",
                    "permissionsBoundary": "PermissionsBoundary.PermissionsBoundaryArn",
                    "assumeRolePolicy": lambda role: _document(role["AssumeRolePolicyDocument"]),
                },
                tags="Tags",
            ),
        ),
        changes=(
            Change(
                "assumeRolePolicy",
                Call("update_assume_role_policy", {"RoleName": identifier, "PolicyDocument": "assumeRolePolicy"}),
                False,
            ),
            Change(
                "description maxSessionDuration",
                Call("update_role", take("description maxSessionDuration", RoleName=identifier)),
                False,
            ),
            Change("permissionsBoundary", _boundary, False),
        ),
        delete=_delete_role,
        replace="name namePrefix path",
        local="forceDetachPolicies",
        defaults={"forceDetachPolicies": False, "maxSessionDuration": 3600, "path": "/"},
        name=Name(maximum=64),
        tagging=_ROLE_TAGS,
    ),
    ResourceType(
        type="aws:iam/rolePolicy:RolePolicy",
        service="iam",
        create=Call("put_role_policy", {"RoleName": "role", "PolicyName": "name", "PolicyDocument": "policy"}),
        identity=lambda subject, _answer: f"{subject.get('role')}:{subject.get('name')}",
        read=(
            Fetch(
                lambda subject: subject.client().get_role_policy(**_role_and_name(subject)),
                "",
                {
                    "role": "RoleName",
                    "name": "PolicyName",
                    "policy": lambda answer: _document(answer["PolicyDocument"]),
                },
            ),
        ),
        changes=(
            Change(
                "policy",
                lambda subject: subject.client().put_role_policy(
                    **_role_and_name(subject), PolicyDocument=subject.get("policy")
                ),
                False,
            ),
        ),
        delete=lambda subject: subject.client().delete_role_policy(**_role_and_name(subject)),
        replace="role name namePrefix",
        name=Name(maximum=128),
    ),
    ResourceType(
        type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        service="iam",
        create=Call("attach_role_policy", {"RoleName": "role", "PolicyArn": "policyArn"}),
        identity=lambda subject, _answer: f"{subject.get('role')}/{subject.get('policyArn')}",
        read=(Fetch(_attached, "role policyArn"),),
        delete=Call("detach_role_policy", {"RoleName": "role", "PolicyArn": "policyArn"}),
        replace="role policyArn",
    ),
    ResourceType(
        type="aws:iam/policy:Policy",
        service="iam",
        create=Call(
            "create_policy",
            take("path description", PolicyName="name", PolicyDocument="policy", Tags=_POLICY_TAGS.at_creation),
            "Policy",
        ),
        identity="Arn",
        read=(
            Fetch(
                Call("get_policy", {"PolicyArn": identifier}, "Policy"),
                "path description arn attachmentCount policyId",
                {"name": "PolicyName"},
                tags="Tags",
            ),
            Fetch(_default_version, "", {"policy": lambda version: _document(version["Document"])}),
        ),
        changes=(Change("policy", _new_version, False),),
        delete=_delete_policy,
        replace="name namePrefix path description",
        defaults={"path": "/"},
        name=Name(maximum=128),
        tagging=_POLICY_TAGS,
        find=lambda subject: subject.arn("iam", f"policy{subject.get('path')}{subject.get('name')}", region=False),
    ),
    ResourceType(
        type="aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        service="iam",
        create=Call(
            "create_open_id_connect_provider",
            take(
                "url",
                ClientIDList="clientIdLists",
                # IAM has the thumbprints of well-known authorities; moto wants some.
                ThumbprintList=lambda subject: subject.get("thumbprintLists") or ["0" * 40],
                Tags=_PROVIDER_TAGS.at_creation,
            ),
        ),
        identity="OpenIDConnectProviderArn",
        read=(
            Fetch(
                Call("get_open_id_connect_provider", {"OpenIDConnectProviderArn": identifier}),
                "",
                {
                    "url": lambda provider: f"https://{provider['Url'].removeprefix('https://')}",
                    "clientIdLists": "ClientIDList",
                    "thumbprintLists": "ThumbprintList",
                },
                tags="Tags",
            ),
        ),
        changes=(
            Change("clientIdLists", _set_client_ids, False),
            Change(
                "thumbprintLists",
                Call(
                    "update_open_id_connect_provider_thumbprint",
                    {"OpenIDConnectProviderArn": identifier, "ThumbprintList": "thumbprintLists"},
                ),
                False,
            ),
        ),
        delete=Call("delete_open_id_connect_provider", {"OpenIDConnectProviderArn": identifier}),
        replace="url",
        computed={"arn": identifier},
        tagging=_PROVIDER_TAGS,
        find=lambda subject: _provider_arn(subject, None),
    ),
)

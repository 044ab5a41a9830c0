"""What EKS gives to a pod with a role: credentials for an hour or six, by the association of its service account."""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from moto.sts.models import sts_backends

from portarium_sandbox.cloud import determinism
from portarium_sandbox.cloud.authorization import state as records
from portarium_sandbox.cloud.authorization.identity import parsed
from portarium_sandbox.cloud.clusters import recorded_clusters
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_pod_identity import PodIdentityAssociation
from portarium_sandbox.cloud.extension.parameter import as_map
from portarium_sandbox.cloud.request import Answer, Request
from portarium_sandbox.iam.condition import listed
from portarium_sandbox.iam.decision import Document, outcome

PATH = "/_sandbox/pod-identity/"
_SERVICE = "pods.eks.amazonaws.com"
_SECONDS = 6 * 60 * 60
_LONGEST_SESSION_NAME = 64


class _Tags:
    """What conditions of a trust find: the session's tags, and for whom the service asks."""

    def __init__(self, association: PodIdentityAssociation, asked: Mapping[str, str], account: str) -> None:
        tags = {
            "eks-cluster-arn": association.cluster_arn,
            "eks-cluster-name": association.cluster_name,
            "kubernetes-namespace": asked["namespace"],
            "kubernetes-service-account": asked["serviceAccount"],
            "kubernetes-pod-name": asked["pod"],
            "kubernetes-pod-uid": asked["uid"],
        }
        given = {} if association.disable_session_tags else tags
        self._known: dict[str, str | list[str]] = {f"aws:requesttag/{name}": value for name, value in given.items()}
        self._known |= {
            "aws:sourceaccount": account,
            "aws:sourcearn": association.cluster_arn,
            "aws:tagkeys": list(given),
        }

    def get(self, key: str, /) -> str | list[str] | None:
        """Give the value of a condition key."""
        return self._known.get(key.lower())


class PodIdentity:
    """Answers the agents of the clusters."""

    def __init__(self, state: AbstractContextManager[object]) -> None:
        """Look into AWS's state under its lock."""
        self._state = state

    def __call__(self, request: Request) -> Answer:
        """Answer with credentials, or with why there are none, as EKS' AssumeRoleForPodIdentity does."""
        return self.answer(request.path.removeprefix(PATH), json.loads(request.body))

    def answer(self, name: str, asked: Mapping[str, str]) -> Answer:
        """Answer for a pod of the cluster of this name."""
        with self._state:
            cluster = recorded_clusters().get(name)
            association = _association(cluster, asked)
            if cluster is None or association is None:
                return _refused(
                    "404 Not Found",
                    "ResourceNotFoundException",
                    f"No association found for service account {asked['namespace']}/{asked['serviceAccount']} "
                    f"in cluster {name}",
                )
            if association.target_role_arn:
                raise NotImplementedError("a pod identity association with a target role")
            if not _trusts(association, asked, cluster.account_id):
                return _refused(
                    "403 Forbidden",
                    "AccessDeniedException",
                    f"Unable to assume role {association.role_arn}: its trust policy does not let {_SERVICE} take it",
                )
            return Answer.of_json("200 OK", _session(association, asked, cluster.region))


def _association(cluster: SandboxCluster | None, asked: Mapping[str, str]) -> PodIdentityAssociation | None:
    wanted = (asked["namespace"], asked["serviceAccount"])
    known = cluster.pod_identity_associations.values() if cluster else ()
    return next((one for one in known if (one.namespace, one.service_account) == wanted), None)


def _trusts(association: PodIdentityAssociation, asked: Mapping[str, str], account: str) -> bool:
    role = records.role_of(association.role_arn)
    if role is None:
        return False
    trust, tags = parsed(role.assume_role_policy_document), _Tags(association, asked, account)
    actions = ["sts:AssumeRole", *([] if association.disable_session_tags else ["sts:TagSession"])]
    return all(outcome([trust], action, role.arn, tags, names=_names_service) == "Allow" for action in actions)


def _names_service(statement: Document) -> bool:
    principal: Any = statement.get("Principal")
    return principal == "*" or _SERVICE in listed(as_map(principal).get("Service", []))


def _session(association: PodIdentityAssociation, asked: Mapping[str, str], region: str) -> dict[str, Any]:
    account = records.part(association.role_arn, 4)
    name = f"eks-{association.cluster_name}-{asked['pod']}-{asked['uid']}"[:_LONGEST_SESSION_NAME]
    # After a refused request the generator is where the next kept one begins: two sessions would have one key.
    with determinism.by_chance():
        session = sts_backends[account][records.PARTITION].assume_role(
            region_name=region,
            role_session_name=name,
            role_arn=association.role_arn,
            policy="",
            duration=_SECONDS,
            external_id="",
        )
    ends: datetime = session.expiration
    return {
        "AccessKeyId": session.access_key_id,
        "SecretAccessKey": session.secret_access_key,
        "Token": session.session_token,
        "AccountId": account,
        "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _refused(status: str, code: str, message: str) -> Answer:
    return Answer.of_json(status, {"__type": code, "message": message})

"""A pod role is for one service account of one cluster."""

import json

import pytest

from components.aws.pod_role import PodRole, PodRoleArgs
from components.aws.policy_document import Statement
from portarium_sandbox.iam.decision import admits, allows
from tests.recording import ACCOUNT_ID, Recording, record

_CLUSTER_ARN = "arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev"
_EKS = {"Service": "pods.eks.amazonaws.com"}
_POD = {
    "aws:SourceAccount": ACCOUNT_ID,
    "aws:RequestTag/eks-cluster-arn": _CLUSTER_ARN,
    "aws:RequestTag/kubernetes-namespace": "apps-dev",
    "aws:RequestTag/kubernetes-service-account": "control-plane",
}


def _record(service_account: str = "control-plane") -> Recording:
    def program() -> object:
        role = PodRole(
            "control-plane",
            PodRoleArgs(
                environment="dev",
                account_id=ACCOUNT_ID,
                cluster_name="portarium-dev",
                cluster_arn=_CLUSTER_ARN,
                namespace="apps-dev",
                service_account=service_account,
                statements=[Statement(actions=["kms:Decrypt"], resources=["arn:key"])],
                managed_policy_arns=["arn:aws:iam::aws:policy/Managed"],
                permissions_boundary="arn:boundary",
            ),
        )
        return role.association_id

    return record(program, computed={"aws:eks/podIdentityAssociation:PodIdentityAssociation": {"associationId": "a-1"}})


def test_eks_hands_it_to_its_own_pods() -> None:
    """Both calls that EKS makes are let in."""
    trust = json.loads(_record().one("aws:iam/role:Role").inputs["assumeRolePolicy"])
    assert admits(trust, "sts:AssumeRole", _POD, principal=_EKS)
    assert admits(trust, "sts:TagSession", _POD, principal=_EKS)


@pytest.mark.parametrize("tag", sorted(_POD))
def test_no_other_pod_gets_it(tag: str) -> None:
    """Another account, cluster, namespace or service account is each enough to be refused."""
    trust = json.loads(_record().one("aws:iam/role:Role").inputs["assumeRolePolicy"])
    assert not admits(trust, "sts:AssumeRole", {**_POD, tag: "another"}, principal=_EKS)


def test_its_permissions_are_in_place_before_the_first_pod_asks() -> None:
    """The association, which is what hands the role out, waits for the policies."""
    recording = _record()
    association = recording.one("aws:eks/podIdentityAssociation:PodIdentityAssociation")
    inline = recording.one("aws:iam/rolePolicy:RolePolicy")
    managed = recording.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert {inline.urn, managed.urn} <= set(association.depends_on)
    assert association.inputs["roleArn"].endswith(":role/control-plane-role")


def test_it_may_do_what_its_statements_say_and_no_more() -> None:
    """The typed statements arrive as they were meant."""
    policies = [json.loads(_record().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])]
    assert allows(policies, "kms:Decrypt", "arn:key")
    assert not allows(policies, "kms:Decrypt", "arn:another-key")
    assert not allows(policies, "kms:Encrypt", "arn:key")


def test_a_long_name_is_cut_to_what_iam_accepts() -> None:
    """Two long service accounts that begin alike still have two roles."""
    names = {
        _record(service_account=f"{'very-long-' * 8}{ending}").one("aws:iam/role:Role").inputs["name"]
        for ending in ("one", "two")
    }
    assert len(names) == 2
    assert all(len(name) <= 64 for name in names)


def test_it_is_made_under_the_boundary() -> None:
    """Without it the pipeline could not make it."""
    assert _record().one("aws:iam/role:Role").inputs["permissionsBoundary"] == "arn:boundary"

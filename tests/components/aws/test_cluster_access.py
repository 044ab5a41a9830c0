"""Only those who are named get in, and they stay in as long as anything is left to delete."""

import pytest

from components.aws.cluster_access import (
    CLUSTER_ADMINISTRATION,
    AccessGrant,
    ClusterAccess,
    ClusterAccessArgs,
    administrators,
)
from domain.iam_role import IamRole
from tests.provider_answers import ACCOUNT_ID
from tests.recording import Recording, record

_ENTRY = "aws:eks/accessEntry:AccessEntry"
_ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
_ADMINISTRATOR = "arn:aws:iam::123456789012:role/teams/portarium-administrator"
_READER = AccessGrant(
    name="read-only",
    principal_arn="arn:aws:iam::123456789012:role/reader",
    eks_policies=["AmazonEKSViewPolicy"],
    kubernetes_groups=["portarium:read-only"],
)


def _record(*grants: AccessGrant) -> Recording:
    def program() -> object:
        access = ClusterAccess("access", ClusterAccessArgs(cluster_name="portarium-dev", grants=grants))
        return {"ready": access.ready, "urns": [resource.urn for resource in access.associations]}

    return record(program)


def test_an_administrator_may_do_everything_everywhere() -> None:
    """The role gets EKS's administration policy for the whole cluster."""
    association = _record(*administrators([IamRole(_ADMINISTRATOR)], ACCOUNT_ID)).one(_ASSOCIATION)
    assert association.inputs["principalArn"] == _ADMINISTRATOR
    assert association.inputs["policyArn"].endswith(f"/{CLUSTER_ADMINISTRATION}")
    assert association.inputs["accessScope"] == {"type": "cluster"}


def test_a_grant_gives_the_policies_and_groups_that_it_names() -> None:
    """EKS's policy holds in the whole cluster; what is limited to namespaces comes from the groups' role bindings."""
    recording = _record(_READER)
    association = recording.one(_ASSOCIATION)
    assert association.inputs["policyArn"].endswith("/AmazonEKSViewPolicy")
    assert association.inputs["accessScope"] == {"type": "cluster"}
    assert recording.one(_ENTRY).inputs["kubernetesGroups"] == ["portarium:read-only"]


def test_a_policy_is_associated_after_its_principal_has_entered() -> None:
    """AWS refuses a policy for a principal without an entry."""
    recording = _record(_READER)
    assert recording.one(_ENTRY).urn in recording.one(_ASSOCIATION).depends_on


def test_workloads_can_wait_for_all_that_was_granted() -> None:
    """Entries and associations are all there to depend on; otherwise a destroy would lock itself out first."""
    recording = _record(_READER, *administrators([IamRole(_ADMINISTRATOR)], ACCOUNT_ID))
    everything = recording.all(_ENTRY) + recording.all(_ASSOCIATION)
    assert sorted(recording.result["urns"]) == sorted(resource.urn for resource in everything)
    assert recording.result["ready"] is True


def test_nobody_gets_in_without_a_grant() -> None:
    """There is no entry that nobody asked for."""
    assert not _record().all(_ENTRY)


def test_two_grants_of_one_name_are_refused_in_one_line() -> None:
    """Roles of one name under two paths would be one resource."""
    twins = administrators(
        [IamRole(_ADMINISTRATOR), IamRole("arn:aws:iam::123456789012:role/portarium-administrator")], ACCOUNT_ID
    )
    with pytest.raises(ValueError, match="portarium-administrator is named more than once"):
        _record(*twins)

"""The role of administrators in dev's account, for whoever another account lets be one."""

from components.aws.people_roles import PeopleRoles, PeopleRolesArgs
from components.aws.people_trust import PeopleTrust

PeopleRoles(
    "people",
    PeopleRolesArgs(
        account="dev",
        account_id="123456789012",
        trusted={"administrator": PeopleTrust(principals=["arn:aws:iam::210987654321:root"])},
        protect=True,
    ),
)

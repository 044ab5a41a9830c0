"""IAM: what an account demands of its users' passwords."""

from typing import Any

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType, take

_ID = "iam-account-password-policy"
_PROPERTIES = (
    "allowUsersToChangePassword hardExpiry maxPasswordAge minimumPasswordLength passwordReusePrevention"
    " requireLowercaseCharacters requireNumbers requireSymbols requireUppercaseCharacters"
)


def _identity(_subject: Subject, _answer: Any) -> str:
    return _ID


# IAM keeps nothing of the policy before: what is left out is given up.
_PUT = Call("update_account_password_policy", take(_PROPERTIES))

ROWS = (
    ResourceType(
        type="aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        service="iam",
        create=_PUT,
        identity=_identity,
        read=(
            Fetch(
                Call("get_account_password_policy", at="PasswordPolicy"),
                f"{_PROPERTIES} expirePasswords",
            ),
        ),
        changes=(Change(_PROPERTIES, _PUT, False),),
        delete=Call("delete_account_password_policy"),
        volatile="expirePasswords",
        defaults={"allowUsersToChangePassword": True, "minimumPasswordLength": 6},
    ),
)

"""Who is behind an access key, by the roles, sessions and users that IAM and STS have on record."""

from dataclasses import dataclass

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from portarium_sandbox.cloud.extension.backend import every
from portarium_sandbox.cloud.extension.eks_validation import principal_exists


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A session of a role, or a user, with what its signatures are made with."""

    principal_arn: str
    arn: str
    user_id: str
    account_id: str
    session_name: str
    secret_access_key: str
    session_token: str | None
    session_policy: str | None = None


def find(access_key_id: str) -> Caller | None:
    """Give the caller with this key; nobody for a key that was never given out, or whose owner is gone.

    moto takes a key that it does not know for its own default user, and so would let anyone in.
    """
    caller = _session(access_key_id) or _user(access_key_id)
    return caller if caller and principal_exists(caller.principal_arn) else None


def _session(access_key_id: str) -> Caller | None:
    for backend in every(sts_backends):
        session = backend.get_assumed_role_from_access_key(access_key_id)
        if session:
            return Caller(
                principal_arn=session.role_arn,
                arn=session.arn,
                user_id=session.user_id,
                account_id=session.account_id,
                session_name=session.session_name,
                secret_access_key=session.secret_access_key,
                session_token=session.session_token,
                session_policy=session.policy,
            )
    return None


def _user(access_key_id: str) -> Caller | None:
    for backend in every(iam_backends):
        for user in backend.users.values():
            for key in user.access_keys:
                if key.access_key_id == access_key_id and key.status == "Active":
                    return Caller(
                        principal_arn=user.arn,
                        arn=user.arn,
                        user_id=user.id,
                        account_id=backend.account_id,
                        session_name="",
                        secret_access_key=key.secret_access_key,
                        session_token=None,
                    )
    return None

"""An IAM role, by name or by ARN."""

from typing import ClassVar

from domain.text import Text

LONGEST_NAME = 64
"""What IAM takes."""

_NAME = rf"[A-Za-z0-9+=,.@_-]{{1,{LONGEST_NAME}}}"


class IamRole(Text):
    """An IAM role: its name when it is in the environment's account, its ARN otherwise."""

    pattern: ClassVar[str] = rf"{_NAME}|arn:aws[a-z-]*:iam::[0-9]{{12}}:role/([A-Za-z0-9+=,.@_-]+/)*{_NAME}"
    expected: ClassVar[str] = "the name or the ARN of an IAM role"
    example: ClassVar[str] = "portarium-administrator"

    @property
    def name(self) -> str:
        """The role's name without path and account."""
        return self.rsplit("/", 1)[-1]

    @property
    def account(self) -> str | None:
        """The account that an ARN names; none for a bare name, which is in the environment's."""
        return self.split(":")[4] if self.startswith("arn:") else None

    def arn(self, *, account_id: str, partition: str = "aws") -> str:
        """Return the role's ARN; a bare name is taken to be in `account_id`."""
        return str(self) if self.startswith("arn:") else f"arn:{partition}:iam::{account_id}:role/{self}"

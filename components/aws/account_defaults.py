"""What an AWS account refuses by default, whoever forgets to ask for it."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import ebs, ec2, iam, s3

from components.component import Component

# What the CIS benchmark asks for; of expiry it asks nothing any more, because who must change a password chooses
# a worse one.
_PASSWORD_LENGTH = 14
_PASSWORDS_REMEMBERED = 24


@dataclass(frozen=True, kw_only=True)
class AccountDefaultsArgs:
    """Whose defaults they are."""

    account_id: pulumi.Input[str]
    """The account."""
    protect: bool
    """Whether Pulumi refuses to take them away."""


class AccountDefaults(Component):
    """Nothing of the account is public, no disk is in clear, and no instance tells its credentials to a first caller.

    S3 and IAM have these settings once an account, EC2 once a region: another region that the account comes to use
    needs its own. The environments set all of it on their resources too, and need none of these.
    """

    account_id: pulumi.Output[str]
    """The account; known only once its buckets are closed to the public."""

    def __init__(self, name: str, args: AccountDefaultsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:AccountDefaults", name, None, opts)
        kept = self.child(protect=args.protect)
        buckets = s3.AccountPublicAccessBlock(
            f"{name}-buckets",
            account_id=args.account_id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=kept,
        )
        ebs.EncryptionByDefault(f"{name}-volumes", enabled=True, opts=kept)
        # Those that are shared already are closed as well.
        ebs.SnapshotBlockPublicAccess(f"{name}-snapshots", state="block-all-sharing", opts=kept)
        # EC2 has no word for images that are shared already; this is all that it blocks.
        ec2.ImageBlockPublicAccess(f"{name}-images", state="block-new-sharing", opts=kept)
        # One hop ends at the instance itself. A launch template that says otherwise is obeyed; ours says the same.
        ec2.InstanceMetadataDefaults(
            f"{name}-metadata", http_tokens="required", http_put_response_hop_limit=1, opts=kept
        )
        iam.AccountPasswordPolicy(
            f"{name}-passwords",
            minimum_password_length=_PASSWORD_LENGTH,
            password_reuse_prevention=_PASSWORDS_REMEMBERED,
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            allow_users_to_change_password=True,
            opts=kept,
        )
        self.account_id = buckets.account_id
        self.register()

"""What keeps the state of the stacks in an account: one bucket, and a key for each environment's secrets in it."""

from domain.project import PROJECT


def state_bucket(account_id: str, region: str) -> str:
    """The name of the bucket; buckets of all accounts share one space of names."""
    return f"{PROJECT}-state-{account_id}-{region}"


def state_address(account_id: str, region: str) -> str:
    """What `pulumi login` takes."""
    return f"s3://{state_bucket(account_id, region)}?region={region}"


def secrets_key(environment: str) -> str:
    """The alias of the key of an environment's secrets."""
    return f"alias/{PROJECT}-{environment}-secrets"


def secrets_provider(environment: str, region: str) -> str:
    """What `pulumi stack init --secrets-provider` takes."""
    return f"awskms://{secrets_key(environment)}?region={region}"

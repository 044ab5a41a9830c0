"""What keeps the state of the stacks: one bucket, and a key for each stack's secrets in it."""

from domain.project import PROJECT

BACKEND = ".pulumi/meta.yaml"
"""What the engine reads in the bucket before anything else."""

COMPRESSED = "PULUMI_DIY_BACKEND_GZIP"
"""Whether the engine writes states compressed; it reads either, and the last to write decides which there is."""


def default_bucket(account_id: str, region: str) -> str:
    """The name of the bucket where the settings give none; buckets of all accounts share one space of names."""
    return f"{PROJECT}-state-{account_id}-{region}"


def state_address(bucket: str, region: str) -> str:
    """What `pulumi login` takes."""
    return f"s3://{bucket}?region={region}"


def state_paths(environment: str) -> tuple[str, str]:
    """Where the engine keeps a stack in the bucket: stack and tags by its name, history, backups and locks below it."""
    return f".pulumi/*/{PROJECT}/{environment}.*", f".pulumi/*/{PROJECT}/{environment}/*"


def stack_path(environment: str) -> str:
    """Where the stack itself is, which has its outputs."""
    return f".pulumi/stacks/{PROJECT}/{environment}.*"


def secrets_key(environment: str) -> str:
    """The alias of the key of an environment's secrets."""
    return f"alias/{PROJECT}-{environment}-secrets"


def secrets_provider(stack: str, region: str, account_id: str | None = None) -> str:
    """What `pulumi stack init --secrets-provider` takes, and the stack's file then says.

    With the account that keeps the keys, which whoever reads the state from another account has to be told.
    """
    key = secrets_key(stack)
    place = key if account_id is None else f"/arn:aws:kms:{region}:{account_id}:{key}"
    return f"awskms://{place}?region={region}"

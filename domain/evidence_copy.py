"""What belongs to the copy of an environment's evidence in another account.

Neither account's program reads the state of the other's, so each knows these names by the environment alone.
"""

from domain.project import PROJECT

PURPOSE = "evidence-copy"
"""What its bucket, its key and its role are called after."""


def copy_bucket_name(environment: str, account_id: str) -> str:
    """The bucket of the copy; the number of its account keeps the name from anybody else's in the world."""
    return f"{PROJECT}-{environment}-{PURPOSE}-{account_id}"


def copy_key_alias(environment: str) -> str:
    """The alias of the key that encrypts the copy."""
    return f"alias/{PROJECT}-{environment}-{PURPOSE}"


def copy_role_name(environment: str) -> str:
    """The role, in the environment's account, by which S3 copies."""
    return f"{PROJECT}-{environment}-{PURPOSE}"

"""Two programs name the same things alike, and AWS takes the names."""

import re

from components.naming import physical_name
from domain.evidence_copy import PURPOSE, copy_bucket_name, copy_key_alias, copy_role_name
from domain.names import BucketName


def test_a_bucket_may_be_called_so() -> None:
    """With the longest name that an environment has."""
    name = copy_bucket_name("review-123456789", "123456789012")
    assert re.fullmatch(BucketName.pattern, name)


def test_an_account_has_a_copy_of_each_environment() -> None:
    """Two environments, and two accounts of one of them, never meet."""
    assert len({copy_bucket_name(env, account) for env in ("staging", "prod") for account in ("1" * 12, "2" * 12)}) == 4


def test_key_and_role_are_named_like_everything_else() -> None:
    """Components name by the environment and the purpose, and the boundary knows roles by that."""
    assert copy_key_alias("prod") == f"alias/{physical_name('prod', PURPOSE)}"
    assert copy_role_name("prod") == physical_name("prod", PURPOSE)

"""What is an account's own is told from what is an environment's, by name and by tag."""

from components.naming import ACCOUNT_TAG, ENVIRONMENT_TAG, account_name, account_tags, physical_name


def test_an_account_and_an_environment_of_one_name_stay_apart() -> None:
    """One account may be called after the only tier in it."""
    assert account_name("prod", "trail") == "portarium-account-prod-trail"
    assert account_name("prod", "trail") != physical_name("prod", "trail")


def test_what_is_an_accounts_own_counts_for_no_environment() -> None:
    """Neither for its budget nor for what its delivery may touch."""
    assert account_tags("prod")[ACCOUNT_TAG] == "prod"
    assert ENVIRONMENT_TAG not in account_tags("prod")

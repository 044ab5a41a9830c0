"""An account's settings: those of the registry and of the environments in it."""

import pytest

from settings.account import AccountSettings, account_settings
from settings.error import SettingsError
from settings.registry import Registry
from tests.settings.configuration import NOW
from tests.settings.registries import SEVERAL, one_account, several_accounts


def _account(stack: str, registry: Registry | None = None) -> AccountSettings:
    return account_settings(stack, {}, now=NOW, registry=registry or several_accounts())


def _environments(settings: AccountSettings) -> list[str]:
    return [each.environment.name for each in settings.environments]


@pytest.mark.parametrize(
    ("account", "environments", "kept"),
    [
        ("dev", ["dev"], ("off", 365, False)),
        ("staging", ["staging"], ("GOVERNANCE", 365, False)),
        ("prod", ["prod"], ("COMPLIANCE", 1095, True)),
        ("records", [], ("COMPLIANCE", 1095, True)),
    ],
)
def test_an_account_is_guarded_like_what_lies_in_it(
    account: str, environments: list[str], kept: tuple[str, int, bool]
) -> None:
    """What keeps the records of all is guarded like the last of them, and no record goes within a year."""
    settings = _account(f"account-{account}")
    assert _environments(settings) == environments
    assert (settings.lock, settings.retention_days, settings.protect) == kept
    assert settings.account_id == SEVERAL[account]
    assert settings.keeps_records == (account == "records")


def test_one_account_for_all_is_guarded_like_the_last_environment() -> None:
    """It keeps the states as well, and whose it is only the credentials tell."""
    settings = _account("account-shared", one_account())
    assert _environments(settings) == ["dev", "staging", "prod"]
    assert (settings.lock, settings.account_id, settings.keeps_records) == ("COMPLIANCE", None, True)


def test_an_account_that_there_is_not_is_one_line() -> None:
    """With those that there are."""
    with pytest.raises(SettingsError) as refused:
        _account("account-qa")
    assert str(refused.value) == (
        'Pulumi.account-qa.yaml: "qa" is not an account; accounts are dev, staging, prod, records '
        "(infra/environments.json)"
    )


def test_a_setting_of_its_own_is_refused() -> None:
    """It would be without effect, and somebody would believe in it."""
    with pytest.raises(SettingsError) as refused:
        account_settings("account-dev", {"portarium:imageSha": "0"}, now=NOW, registry=several_accounts())
    assert str(refused.value) == (
        "Pulumi.account-dev.yaml: imageSha: an account has no settings of its own, "
        "infra/environments.json and those of its environments describe it; remove it"
    )

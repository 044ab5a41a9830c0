"""The thin reader: the only code of the program that reads Pulumi's config."""

from datetime import UTC, datetime

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env, get_config_secret_keys_env, is_config_secret

from settings.account import AccountSettings, account_settings
from settings.error import Problem, SettingsError
from settings.files import origin_of, repeated_in
from settings.model import Settings
from settings.resolve import resolve
from settings.stack_config import NAMESPACE


def load_settings() -> Settings:
    """Return the settings of the stack that Pulumi is running; raise SettingsError when they are wrong."""
    stack = pulumi.get_stack()
    config = {**get_config_env(), **CONFIG.get()}
    file_of = origin_of(stack)
    marked = set(get_config_secret_keys_env())
    secret = [key for key in config if key.startswith(f"{NAMESPACE}:") and (key in marked or is_config_secret(key))]
    if secret:
        # Refused before anything else looks at the values, so that no message can ever show one.
        text = "is a secret; no setting is one, AWS Secrets Manager keeps them"
        raise SettingsError(Problem(file=file_of(key), path=key.partition(":")[2], text=text) for key in secret)
    return resolve(stack, config, now=datetime.now(UTC), file_of=file_of, repeated=repeated_in(stack))


def load_account() -> AccountSettings:
    """Return the settings of the account whose stack Pulumi is running; raise SettingsError when they are wrong."""
    return account_settings(pulumi.get_stack(), {**get_config_env(), **CONFIG.get()}, now=datetime.now(UTC))

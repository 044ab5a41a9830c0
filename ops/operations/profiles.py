"""As whom an operator's command comes to an account: by its profile, where the shell has one."""

import importlib
from collections.abc import Mapping
from typing import Any

from domain.project import PROJECT

# It has no types of its own.
_session: Any = importlib.import_module("botocore.session")

_KEYS = "AWS_ACCESS_KEY_ID"
_FILES = {"config_file": "AWS_CONFIG_FILE", "credentials_file": "AWS_SHARED_CREDENTIALS_FILE"}


def core_session(variables: Mapping[str, str], profile: str | None = None) -> Any:
    """Return botocore's session of a shell, whose configuration need not be this process's own."""
    session = _session.Session(profile=profile)
    for name, variable in _FILES.items():
        if variable in variables:
            session.set_config_variable(name, variables[variable])
    return session


def in_account(account: str, variables: Mapping[str, str]) -> Mapping[str, str]:
    """Return a shell's variables for an account of the registry: by the profile `portarium-<account>`, if there is one.

    A shell that has keys is left as it is, because these come before any profile.
    """
    profile = profile_of(account, variables)
    return variables if profile is None else {**variables, "AWS_PROFILE": profile}


def profile_of(account: str, variables: Mapping[str, str]) -> str | None:
    """Return the profile by which a shell comes to an account; None where it comes as it is."""
    profile = f"{PROJECT}-{account}"
    if _KEYS in variables or profile not in core_session(variables).available_profiles:
        return None
    return profile

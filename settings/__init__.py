"""The settings of an environment: typed, complete, and checked before the first resource."""

from settings.error import Problem, SettingsError
from settings.model import Environment, Foundation, Settings
from settings.reader import load
from settings.registry import Registry, read_registry
from settings.resolve import resolve

__all__ = [
    "Environment",
    "Foundation",
    "Problem",
    "Registry",
    "Settings",
    "SettingsError",
    "load",
    "read_registry",
    "resolve",
]

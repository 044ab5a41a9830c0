"""Imports pulumi-aws a resource at a time, because importing a service as a whole costs more than using it.

`pulumi_aws.ec2` is one package that imports 200 modules, one a resource, of which a program uses a handful. With
`import_resources_on_use` a service's package imports the module of a class when the class is first asked for. Names
follow the SDK's own rule, `LaunchTemplate` in `launch_template`; whatever does not is left to the package itself, which
then imports all it has. So nothing that works without this works differently with it (docs/adr/0060).
"""

import importlib
import re
import sys
from collections.abc import Sequence
from importlib.abc import InspectLoader, Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_SERVICE = re.compile(r"pulumi_aws\.[a-z0-9]+")
_STAR_IMPORT = re.compile(r"^from \.([a-z]\w*) import \*", re.MULTILINE)
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NESTED = "_inputs"
_SHARED = frozenset({"outputs", _NESTED, "_enums"})
"""Modules of a service that its resources import themselves; Python asks the package for them first."""


def import_resources_on_use() -> None:
    """Make services of pulumi-aws that are imported from now on import their resources one by one."""
    if not any(isinstance(finder, _ServiceFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _ServiceFinder())


class _ServiceFinder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not _SERVICE.fullmatch(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.submodule_search_locations is not None and isinstance(spec.loader, InspectLoader):
            spec.loader = _ServiceLoader(spec.loader)
            return spec
        return None


class _ServiceLoader(Loader):
    def __init__(self, package: InspectLoader) -> None:
        self._package = package

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:  # noqa: ARG002 (the import system's signature)
        return None  # Python's own kind of module will do

    def exec_module(self, module: ModuleType) -> None:
        resources = frozenset(_STAR_IMPORT.findall(self._package.get_source(module.__name__) or ""))

        def find(name: str) -> Any:
            # Python probes modules for attributes of its own; none of them is worth importing everything.
            if name in _SHARED or (name.startswith("__") and name != "__all__"):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            if (leaf := module_of(name)) in resources or leaf == _NESTED:
                value = getattr(importlib.import_module(f"{module.__name__}.{leaf}"), name, None)
                if isinstance(value, type):
                    setattr(module, name, value)
                    return value
            del module.__dict__["__getattr__"]
            self._package.exec_module(module)
            return getattr(module, name)

        module.__dict__["__getattr__"] = find


def module_of(name: str) -> str:
    """The module in which the SDK's generator puts a class: `vpc_endpoint` for `VpcEndpoint`, one for all arguments."""
    return _NESTED if name.endswith("Args") else _WORD_START.sub("_", name).lower()

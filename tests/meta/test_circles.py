"""No module imports itself by way of others: what is read or changed alone can be read and changed alone.

Every import counts, also one inside a function or for the type checker only. Such an import hides a circle from Python,
not from the reader, and the next one at the top of a module brings it to light.
"""

import ast
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePath

import pytest

from tests.meta.sources import PRODUCT, imports, program, trees

PLACES = {"product": ("", PRODUCT), "sandbox": ("sandbox/src/", ("sandbox/src",))}


@pytest.mark.parametrize("place", PLACES)
def test_no_import_leads_back(place: str) -> None:
    """Over all modules of the product, and over those of the sandbox."""
    root, packages = PLACES[place]
    modules = {_name(path.removeprefix(root)): tree for path, tree in trees(*packages).items()}
    if place == "product":
        modules.update({_name(path): tree for path, tree in program().items()})
    assert len(modules) > 50
    assert _circle(modules) == []


@pytest.mark.parametrize(
    "way_back",
    [
        "from house.door import Handle",
        "import house.door",
        "def late():\n    from house import door",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.door import Handle",
    ],
)
def test_the_check_finds_what_it_is_for(way_back: str) -> None:
    """Each way to write an import is one, wherever it stands; a package's name alone is not its modules."""
    door, room = ast.parse("from house.room import Size"), ast.parse(way_back)
    house = ast.parse("")
    assert set(_circle({"house": house, "house.door": door, "house.room": room})) == {"house.door", "house.room"}
    assert _circle({"house": house, "house.door": door, "house.room": ast.parse("import house")}) == []


def _circle(modules: Mapping[str, ast.Module]) -> list[str]:
    """The modules of one circle in the order in which they import one another, or nothing."""
    try:
        TopologicalSorter({name: _imported(name, modules) for name in modules}).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def _imported(name: str, modules: Mapping[str, ast.Module]) -> set[str]:
    """The modules that one of them names."""
    found: set[str] = set()
    for _, target in imports(modules[name]):
        words = target.split(".")
        # `a.b.c` may be a name in the module `a.b`.
        longest_first = (".".join(words[:count]) for count in range(len(words), 0, -1))
        found |= {next((module for module in longest_first if module in modules), name)}
    return found - {name}


def _name(path: str) -> str:
    """What a module is imported as."""
    parts = PurePath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

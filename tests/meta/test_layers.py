"""Which package may import which: words lie at the bottom, wiring at the top, and every arrow points down."""

import pytest

from tests.meta.sources import imports, trees

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "domain": (),
    "settings": ("domain",),
    # A component is given plain values: it could be used by a program that has no settings at all.
    "components": ("domain",),
    "stacks": ("domain", "settings", "components"),
    # A rule judges what is to be, not what was meant: the registry's floors are all it knows of the settings.
    "policies": ("domain", "settings.registry"),
}
"""What each package of the program may import of ours beside itself."""

OURS = (*MAY_IMPORT, "ops", "sandbox", "tests", "docs", "tools")


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    """No other package of ours, at the top of a module or inside a function."""
    allowed = (package, *MAY_IMPORT[package])
    found = [
        f"{path}:{line}: {name}"
        for path, tree in trees(package).items()
        for line, name in imports(tree)
        if name.split(".")[0] in OURS and not name.startswith(tuple(f"{one}." for one in allowed))
    ]
    assert found == []


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_the_packages_are_where_the_layers_look_for_them(package: str) -> None:
    """An empty list of modules would keep every promise."""
    assert trees(package)

"""Which package may import which: words lie at the bottom, wiring at the top, and every arrow points down."""

import pytest

from tests.meta.sources import PRODUCT, imports, program, trees

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "domain": (),
    "settings": ("domain",),
    # A component is given plain values: it could be used by a program that has no settings at all.
    "components": ("domain",),
    "stacks": ("domain", "settings", "components"),
    # A rule judges what is to be, not what was meant: the registry's floors are all it knows of the settings.
    "policies": ("domain", "settings.registry"),
    # What the database holds is its own; who signs in to it how is for `ops/`.
    "database": ("domain",),
    "ops": ("domain", "settings", "stacks", "policies", "database"),
}
"""What each package of the product may import of ours beside itself: never the sandbox, never a test."""

OUTSIDE = ("portarium_sandbox", "sandbox", "tests", "docs", "tools")
OURS = (*MAY_IMPORT, *OUTSIDE)


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


def test_every_package_of_the_product_has_its_place() -> None:
    """One without would import what it likes."""
    assert set(MAY_IMPORT) == set(PRODUCT)


def test_the_entrance_knows_neither_sandbox_nor_tests() -> None:
    """`__main__.py` stands outside of every package, and comes to the program alone."""
    roots = {name.split(".")[0] for _, name in imports(program()["__main__.py"])}
    assert roots & {*OUTSIDE, "ops", "policies"} == set()


def test_the_sandbox_knows_nothing_of_the_product() -> None:
    """It serves any Pulumi program in Python, and so do its own tests; entry points are all that joins the two."""
    found = [
        f"{path}:{line}: {name}"
        for path, tree in trees("sandbox").items()
        for line, name in imports(tree)
        if name.split(".")[0] in (*PRODUCT, "docs", "tools")
    ]
    assert found == []

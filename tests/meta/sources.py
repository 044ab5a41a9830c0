"""The source of the product, of the sandbox and of their tests, as syntax trees: what the meta-tests read."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ("domain", "settings", "components", "stacks")
"""The packages that `pulumi up` runs."""
PRODUCT = (*PROGRAM, "policies", "database", "ops")
"""The packages of the product: the program, and what is around it."""
TESTS = ("tests", "sandbox/tests")
PACKAGES = (*PRODUCT, "sandbox", "tests", "docs", "tools")


@cache
def trees(*packages: str) -> dict[str, ast.Module]:
    """Every module of some packages, by its path from the root."""
    files = [file for package in packages for file in sorted((ROOT / package).rglob("*.py"))]
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text()) for file in files}


def program() -> dict[str, ast.Module]:
    """Every module that the program consists of."""
    return {"__main__.py": ast.parse((ROOT / "__main__.py").read_text()), **trees(*PROGRAM)}


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression that is one; empty for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the full name of everything imported; `from a import b` is `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{'.' * node.level}{node.module or ''}.{alias.name}") for alias in node.names)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def component_classes() -> dict[str, ast.ClassDef]:
    """Every component by its full name."""
    return {
        f"{path.removesuffix('.py').replace('/', '.')}.{node.name}": node
        for path, tree in trees("components").items()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(dotted(base) == "Component" for base in node.bases)
    }

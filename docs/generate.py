"""Writes docs/components/, one page a component made from its types and docstrings, and the list of decisions.

`python docs/generate.py` writes, `python docs/generate.py --check` says which pages are not up to date.
"""

import ast
import json
import sys
from pathlib import Path

import griffe

_ROOT = Path(__file__).resolve().parent.parent
_PAGES = _ROOT / "docs" / "components"
_DECISIONS = _ROOT / "docs" / "adr"
_BASE = "Component"
_EXAMPLES = _ROOT / "docs" / "examples"
_VERSIONS = _ROOT / "components" / "versions.json"


def main() -> int:
    """Write or check every page; the exit code is what `make` needs."""
    check = "--check" in sys.argv[1:]
    pages = {**component_pages(), _DECISIONS / "README.md": decision_list()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
    orphans = [path for path in sorted(_PAGES.rglob("*.md")) if path not in pages]
    if check:
        for path in [*stale, *orphans]:
            sys.stderr.write(f"{path.relative_to(_ROOT)}: not what the components say now; run: make docs\n")
        return 1 if stale or orphans else 0
    for path in orphans:
        path.unlink()
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path])
    sys.stdout.write(f"{len(pages)} pages, {len(stale)} written, {len(orphans)} removed\n")
    return 0


def component_pages() -> dict[Path, str]:
    """Every page there should be, with its text."""
    package = griffe.load("components", search_paths=[str(_ROOT)], resolve_aliases=False)
    if not isinstance(package, griffe.Module):
        raise TypeError("components: not a package")
    modules = [module for area in package.modules.values() for module in area.modules.values()]
    pages = {
        _PAGES / module.parent.name / f"{module.name}.md": page
        for module in modules
        if module.parent is not None and (page := _page(module))
    }
    listed = "\n".join(
        f"- [{path.stem.replace('_', ' ')}]({path.relative_to(_PAGES)}): {text.splitlines()[2]}"
        for path, text in sorted(pages.items())
    )
    return {_PAGES / "README.md": f"# Components\n\n{listed}\n", **pages}


def decision_list() -> str:
    """The index of docs/adr/, by number."""
    files = sorted(path for path in _DECISIONS.glob("[0-9]*.md"))
    titles = [(path, path.read_text().splitlines()[0].removeprefix("# ")) for path in files]
    return "# Decisions\n\n" + "".join(f"- [{title}]({path.name})\n" for path, title in titles)


def _page(module: griffe.Module) -> str:
    """The page of one module, or nothing where it holds no component."""
    # What a module imports from another one is an alias here, and has its page there.
    own = [member for member in module.members.values() if isinstance(member, griffe.Class)]
    components = [c for c in own if any(str(base) == _BASE for base in c.bases)]
    if not components:
        return ""
    arguments = [c for c in own if c not in components and "dataclass" in c.labels]
    source = f"components/{module.parent.name if module.parent else ''}/{module.name}.py"
    title = module.name.replace("_", " ").capitalize()
    parts = [f"# {title}", _text(module), f"Source: [`{source}`](../../../{source})", _example(module)]
    for component in components:
        parts += [f"## {component.name}", _text(component), _identity(component), _outputs(component)]
    for argument in arguments:
        parts += [f"## {argument.name}", _text(argument), _fields(argument)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _example(module: griffe.Module) -> str:
    """The example of a module as its file has it, which the tests execute: no word of it is copied by hand."""
    place = f"{module.parent.name if module.parent else ''}/{module.name}.py"
    if not (_EXAMPLES / place).exists():
        raise SystemExit(f"components/{place}: has no example; write docs/examples/{place}")
    example = ast.parse(text := (_EXAMPLES / place).read_text())
    code = "\n".join(text.splitlines()[example.body[0].end_lineno :]).strip()
    said = f"{ast.get_docstring(example)}\nIt is [a file](../../examples/{place}) that the tests execute."
    return f"## Example\n\n{said}\n\n```python\n{code}\n```"


def _token(component: griffe.Class) -> str:
    """The type token as the constructor's own source names it: renaming it would replace resources."""
    for line in component.members["__init__"].source.splitlines():
        if "super().__init__(" in line:
            return line.split('"')[1]
    raise ValueError(f"{component.path}: the constructor names no type token")


def _identity(component: griffe.Class) -> str:
    token = _token(component)
    version = json.loads(_VERSIONS.read_text()).get(token, {}).get("version", "not recorded yet; run: make versions")
    return f"Type token: `{token}`, version {version}"


def _outputs(component: griffe.Class) -> str:
    rows = [
        f"| `{name}` | `{_code(str(attribute.annotation).removeprefix('pulumi.'))}` | {_line(attribute)} |"
        for name, attribute in component.attributes.items()
        if "Output[" in str(attribute.annotation)
    ]
    return "\n".join(["| output | type | meaning |", "| --- | --- | --- |", *rows]) if rows else ""


def _fields(argument: griffe.Class) -> str:
    rows = [
        f"| `{name}` | `{_code(str(attribute.annotation))}` | {_default(attribute)} | {_line(attribute)} |"
        for name, attribute in argument.attributes.items()
        if attribute.annotation is not None
    ]
    return "\n".join(["| argument | type | default | meaning |", "| --- | --- | --- | --- |", *rows])


def _default(attribute: griffe.Attribute) -> str:
    return "required" if attribute.value is None else f"`{_code(str(attribute.value))}`"


def _code(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _line(documented: griffe.Attribute) -> str:
    return " ".join(_text(documented).split()).replace("|", "\\|")


def _text(documented: griffe.Object) -> str:
    return documented.docstring.value.strip() if documented.docstring else ""


if __name__ == "__main__":
    sys.exit(main())

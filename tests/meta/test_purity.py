"""The program describes; it reads no cloud, no configuration outside settings/, and hides nothing from a preview."""

import ast
from collections.abc import Iterator

import pytest

from tests.meta.sources import PROGRAM, calls, dotted, imports, program

CLOUD_CLIENTS = {
    "aiohttp",
    "boto3",
    "botocore",
    "google",
    "http",
    "httpx",
    "kubernetes",
    "moto",
    "requests",
    "socket",
    "subprocess",
    "urllib",
    "urllib3",
}
# urllib.parse computes and connects to nothing.
HARMLESS = ("urllib.parse.",)
ENDINGS = {"pulumi.RunError", "sys.exit", "os._exit"}
CONFIG_READERS = {"Config", "get_config_env", "get_config_secret_keys_env", "is_config_secret", "get_config", "CONFIG"}


@pytest.mark.parametrize("path", program())
def test_no_cloud_client_is_imported(path: str) -> None:
    """Nothing that could open a connection or start a process: only `ops/` and the sandbox talk to anyone."""
    found = [
        f"{path}:{line}: {name}"
        for line, name in imports(program()[path])
        if name.split(".")[0] in CLOUD_CLIENTS and not name.startswith(HARMLESS)
    ]
    assert found == []


@pytest.mark.parametrize("path", program())
def test_the_program_imports_nothing_of_ours_but_itself(path: str) -> None:
    """So that the line above holds for everything that runs: ops, sandbox and tests are out of its reach."""
    others = {"ops", "portarium_sandbox", "tests", "policies", "docs", "tools"}
    assert [f"{path}:{line}: {name}" for line, name in imports(program()[path]) if name.split(".")[0] in others] == []


@pytest.mark.parametrize("path", [path for path in program() if path != "settings/reader.py"])
def test_only_the_settings_reader_reads_pulumis_config(path: str) -> None:
    """Everything else is given what it needs, typed and checked."""
    tree = program()[path]
    found = [f"{path}:{line}: {name}" for line, name in imports(tree) if name.rsplit(".", 1)[-1] in CONFIG_READERS]
    found += [
        f"{path}:{node.lineno}: {dotted(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node).startswith("pulumi.") and node.attr in CONFIG_READERS
    ]
    assert found == []


@pytest.mark.parametrize("path", program())
def test_the_program_says_no_in_one_way(path: str) -> None:
    """No `RunError`, which Pulumi's own host shows as two errors, and no end of the process but the one place's."""
    tree = program()[path]
    found = [f"{path}:{line}: {name}" for line, name in imports(tree) if name.endswith(".RunError")]
    found += [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and dotted(node) in ENDINGS)
        or (isinstance(node, ast.Name) and node.id == "SystemExit" and path != "settings/refusal.py")
    ]
    assert found == []


@pytest.mark.parametrize("path", program())
def test_nothing_is_created_inside_apply(path: str) -> None:
    """What an `apply` creates is invisible to the preview that people approve."""
    tree = program()[path]
    made = [call for body in _applied(tree) for call in calls(body) if _creates(call)]
    creating = [f"{path}:{call.lineno}: {ast.unparse(call.func)}" for call in made]
    assert creating == []


@pytest.mark.parametrize(
    ("source", "creates"),
    [
        ("x.apply(lambda v: s3.Bucket(f'{name}-b', opts=o))", True),
        ("def make(v):\n    return Database('db', args, opts=o)\nx.apply(make)", True),
        (
            "class A:\n    def make(self, v):\n        s3.Bucket('b')\n    def go(self):\n        x.apply(self.make)",
            True,
        ),
        ("x.apply(lambda v: str(v))", False),
        ("x.apply(lambda v: [networking.NetworkPolicyPeerArgs(cidr=b) for b in v])", False),
    ],
)
def test_the_check_finds_what_it_is_for(source: str, creates: bool) -> None:
    """A lambda, a function by its name and a method are looked into; types that are only arguments are no resources."""
    tree = ast.parse(source)
    assert any(_creates(call) for body in _applied(tree) for call in calls(body)) is creates


@pytest.mark.parametrize("path", [path for path in program() if path.startswith("components/")])
def test_components_call_no_functions_of_providers(path: str) -> None:
    """A function is a question to the cloud, and its answer would decide about resources: only stacks/ ask."""
    asking = [
        f"{path}:{call.lineno}: {dotted(call.func)}"
        for call in calls(program()[path])
        if dotted(call.func).rsplit(".", 1)[-1] in ("invoke", "StackReference") or ".get_" in dotted(call.func)
    ]
    assert asking == []


def test_the_program_is_what_is_checked() -> None:
    """The packages are where these tests look for them."""
    for package in PROGRAM:
        assert any(path.startswith(f"{package}/") for path in program())


def _applied(tree: ast.Module) -> Iterator[ast.AST]:
    """The bodies of all functions that an `apply` runs, whether written there or elsewhere in the module."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for call in calls(tree):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "apply":
            for argument in call.args:
                if isinstance(argument, ast.Lambda):
                    yield argument.body
                elif (name := dotted(argument).rsplit(".", 1)[-1]) in functions:
                    yield functions[name]


def _creates(call: ast.Call) -> bool:
    """Whether a call makes a resource: a class that is neither arguments nor an error, given a name, or options."""
    name = dotted(call.func).rsplit(".", 1)[-1]
    if not name[:1].isupper() or name.endswith(("Args", "Error")):
        return False
    named = bool(call.args) and isinstance(call.args[0], ast.JoinedStr | ast.Constant)
    return named or any(keyword.arg == "opts" for keyword in call.keywords)

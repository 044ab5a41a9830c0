"""The plan of the database's access: what it takes, and what it refuses in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ops.operations.access_plan import read_plan
from ops.operations.error import OperationError

_SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portarium/dev/database/"


def plan(**changes: Any) -> dict[str, Any]:
    """A plan as an environment has it, with some keys changed."""
    return {
        "region": "eu-central-1",
        "server": {
            "host": "portarium-dev.abc.eu-central-1.rds.amazonaws.com",
            "port": 5432,
            "authority": "/etc/portarium-database/rds-authorities.pem",
            "masterSecret": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-0a1b-c2d3",
        },
        "databases": [{"name": "portarium", "owner": "migration"}],
        "logins": [
            {"name": "api", "database": "portarium", "rights": "write", "secret": f"{_SECRET}api-a1"},
            {"name": "migration", "database": "portarium", "rights": "own", "secret": f"{_SECRET}migration-b2"},
        ],
        "generated": [],
        "registration": {"login": "migration", "tenants": ["__global__"]},
        "restarts": [{"login": "api", "namespace": "apps", "externalSecret": "api-variables", "deployment": "api"}],
    } | changes


def _written(folder: Path, content: Any) -> Path:
    file = folder / "plan.json"
    file.write_text(json.dumps(content))
    return file


def test_a_plan_is_read_with_the_names_of_json(tmp_path: Path) -> None:
    """As the job's config map has it."""
    read = read_plan(_written(tmp_path, plan()))
    assert read.login("api").rights == "write"
    assert read.owner_of("portarium") == "migration"
    assert read.restarts[0].external_secret == "api-variables"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"databases": []}, "databases: is empty"),
        ({"databases": [{"name": "portarium", "owner": "api"}]}, "databases: api owns portarium"),
        ({"databases": [{"name": "portarium", "owner": "nobody"}]}, "databases: nobody owns portarium"),
        ({"registration": {"login": "ghost", "tenants": ["a"]}}, "registration.login: ghost is no login"),
        ({"generated": ["token"]}, r"generated\[0\]: .token. is not the ARN of a secret"),
        ({"passwords": {}}, "passwords: unknown key"),
        ({"logins": [*plan()["logins"], plan()["logins"][0]]}, "logins: api is there twice"),
        ({"server": {**plan()["server"], "port": "5432"}}, "server.port: .* is not a whole number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_plan_is_one_line(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """It names the file, the key and what would be right."""
    with pytest.raises(OperationError, match=f"plan.json: {words}") as refused:
        read_plan(_written(tmp_path, plan(**changes)))
    assert "\n" not in str(refused.value)


def test_several_problems_are_counted(tmp_path: Path) -> None:
    """The first is told in full."""
    with pytest.raises(OperationError, match=r"\(and 1 more\)$"):
        read_plan(_written(tmp_path, plan(region="here", databases=[])))


def test_a_login_must_be_of_the_databases(tmp_path: Path) -> None:
    """Nothing is made for a database that nobody owns."""
    logins = [*plan()["logins"], {**plan()["logins"][0], "name": "odd", "database": "elsewhere"}]
    with pytest.raises(OperationError, match="logins: odd is of elsewhere"):
        read_plan(_written(tmp_path, plan(logins=logins)))


def test_two_logins_do_not_own_one_database(tmp_path: Path) -> None:
    """What one makes would not be the other's."""
    logins = [{**login, "rights": "own"} for login in plan()["logins"]]
    with pytest.raises(OperationError, match="logins: api owns portarium, whose owner is another"):
        read_plan(_written(tmp_path, plan(logins=logins)))


def test_a_file_that_is_not_there_or_no_json_is_one_line(tmp_path: Path) -> None:
    """With the option that names it."""
    with pytest.raises(OperationError, match=r"No such file or directory; --plan"):
        read_plan(tmp_path / "missing.json")
    (tmp_path / "odd.json").write_text("{")
    with pytest.raises(OperationError, match=r"odd.json: no JSON .*--plan"):
        read_plan(tmp_path / "odd.json")


def test_an_unknown_login_is_told_with_the_known_ones(tmp_path: Path) -> None:
    """For `--login`."""
    with pytest.raises(OperationError, match="ghost: no login of the plan; known are api, migration"):
        read_plan(_written(tmp_path, plan())).login("ghost")

"""The identities of a sandbox as profiles of the AWS configuration: every tool that signs in to AWS knows these.

`portarium-<account>` is the administrator of an account, `portarium-<environment>-deploy` and `-preview` are what
GitHub's workflows are: they take on their roles with a token, as a workflow does. GitHub signs such a token; these are
the sandbox's own and unsigned, so that GitHub's signature is the one thing about them that nobody checks here.
"""

from __future__ import annotations

import base64
import configparser
import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portarium_sandbox.accounts import is_of_an_account
from portarium_sandbox.folder import Folder
from portarium_sandbox.project import Project

if TYPE_CHECKING:
    # Each command of `pulumi` comes by here, and what a record is checked with takes longer than all of the rest.
    from portarium_sandbox.record import Record

DEFAULT = "portarium"
"""What a shell on the sandbox is: the administrator of the first account."""

_ISSUER = "https://token.actions.githubusercontent.com"
_AUDIENCE = "sts.amazonaws.com"
_BRANCH = "refs/heads/main"
# GitHub's tokens last for minutes; these lie in a file for as long as the sandbox is there.
_FOR_GOOD = 4102444800
_PURPOSES = {"deploy": "environment:{stack}", "preview": "pull_request"}


def administrator(account: str) -> str:
    """Return the profile of an account's administrator."""
    return f"{DEFAULT}-{account}"


def workflow(stack: str, purpose: str) -> str:
    """Return the profile of an environment's workflow."""
    return f"{DEFAULT}-{stack}-{purpose}"


def write(folder: Folder, project: Project, record: Record) -> None:
    """Write all profiles, and the tokens that those of workflows need."""
    folder.identities.mkdir(parents=True, exist_ok=True)
    for stack in _environments(project):
        for purpose, context in _PURPOSES.items():
            subject = f"repo:{project.source}:{context.format(stack=stack)}"
            claims = {"iss": _ISSUER, "aud": _AUDIENCE, "ref": _BRANCH, "sub": subject, "exp": _FOR_GOOD}
            _keep(folder.identities / _token_file(stack, purpose), _token(claims))
    _keep(folder.profiles, _content(folder, project, record))


def are_current(folder: Folder, project: Project, record: Record) -> bool:
    """Say whether the profiles are there for every account and environment of now."""
    return folder.profiles.exists() and folder.profiles.read_text(encoding="utf-8") == _content(folder, project, record)


def _content(folder: Folder, project: Project, record: Record) -> str:
    parser = configparser.ConfigParser(interpolation=None)
    common = {"region": record.region, "endpoint_url": record.url("cloud")}
    accounts = project.accounts
    for name, number in accounts.numbers.items():
        known = record.administrators[number]
        keys = {
            "aws_access_key_id": known.access_key_id,
            "aws_secret_access_key": known.secret_access_key,
            "aws_session_token": known.session_token,
        }
        # The cloud knows of its clusters which account they are in, and of no account its name.
        for profile in (*([] if parser.sections() else [DEFAULT]), administrator(name), number):
            parser[f"profile {profile}"] = {**common, **keys}
    # The AWS CLI keeps sessions by the words of their profile: those of another sandbox are nobody's here.
    session = f"workflow-{hashlib.sha256(_text(parser).encode()).hexdigest()[:12]}"
    for stack in _environments(project):
        for purpose in _PURPOSES:
            parser[f"profile {workflow(stack, purpose)}"] = {
                **common,
                "role_arn": f"arn:aws:iam::{accounts.number_of(stack)}:role/{project.name}-{stack}-delivery-{purpose}",
                "role_session_name": session,
                "web_identity_token_file": str(folder.identities / _token_file(stack, purpose)),
            }
    return _text(parser)


def _text(parser: configparser.ConfigParser) -> str:
    written = io.StringIO()
    parser.write(written)
    return written.getvalue()


def _environments(project: Project) -> list[str]:
    return [stack for stack in project.stacks if not is_of_an_account(stack)]


def _token_file(stack: str, purpose: str) -> str:
    return f"{stack}-{purpose}"


def _token(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join([*(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts), ""])


def _keep(path: Path, content: str) -> None:
    """Write a file in one step, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.touch(mode=0o600)
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(path)

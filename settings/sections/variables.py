"""The variables of a workload: text, or a typed reference to something that the environment has."""

from typing import Literal, Self

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from domain.fqdn import LABEL
from domain.text import Text
from settings.section import Section, invalid

Use = Literal["database", "evidence", "nats", "temporal"]
"""What a workload is let to, because a variable of it refers to it."""


class VariableName(Text):
    """The name of an environment variable."""

    pattern = r"[A-Z][A-Z0-9_]{0,99}"
    expected = "the name of an environment variable"
    example = "LOG_LEVEL"


class SecretName(Text):
    """A secret of the environment: the item that keeps it, and the key in that item."""

    pattern = rf"{LABEL}/{LABEL}"
    expected = "a secret as <item>/<key>"
    example = "control-plane/metrics-token"


class SettingPath(Text):
    """The place of a setting."""

    pattern = r"[a-z][A-Za-z0-9]{0,40}(\.[a-z][A-Za-z0-9]{0,40}){0,3}"
    expected = "the path of a setting"
    example = "identity.issuer"


class Variable(Section):
    """Where the value of a variable comes from: exactly one of these; plain text is written without a key."""

    text: str | None = None
    """Plain text."""

    database: Literal["url", "host", "port", "name"] | None = None
    """The database; the URL holds the password, and comes out of a secret."""

    temporal: Literal["address", "namespace", "taskQueue"] | None = None
    """The workflow engine."""

    nats: Literal["url", "certificate", "key", "authority"] | None = None
    """NATS: where it is, and the files of the certificate by which it knows the workload's plane."""

    evidence: Literal["bucket", "endpoint", "region"] | None = None
    """The evidence store."""

    secret: SecretName | None = None
    """A secret of the environment."""

    setting: SettingPath | None = None
    """A setting of this stack; where it is not given, the variable is left out."""

    workload: Literal["port"] | None = None
    """The workload's own entry."""

    given: SettingPath | None = None
    """A setting without which the variable is left out."""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check(self) -> Self:
        kinds = [key for key in _KINDS if getattr(self, key) is not None]
        if not kinds:
            raise invalid("", f"refers to nothing; write text, or one of {', '.join(_KINDS)}")
        if len(kinds) > 1:
            raise invalid("", f"{' and '.join(kinds)} exclude each other; keep one of them")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Let editors accept plain text too."""
        mapping = handler(schema)
        described = handler.resolve_ref_schema(mapping)
        content = dict(described)
        described.clear()
        described.update({"anyOf": [{"type": "string"}, content], "description": content.get("description", "")})
        return mapping

    @property
    def is_secret(self) -> bool:
        """Whether its value comes out of a secret, and so never stands in a pod's specification."""
        return self.secret is not None or self.database == "url"

    @property
    def use(self) -> Use | None:
        """What whoever has it is let to."""
        if self.database is not None:
            return "database"
        if self.evidence is not None:
            return "evidence"
        if self.nats is not None:
            return "nats"
        return "temporal" if self.temporal is not None else None


_KINDS = ("text", "database", "temporal", "nats", "evidence", "secret", "setting", "workload")

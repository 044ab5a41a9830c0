"""What the application is told about its environment besides identities."""

from pydantic import Field

from domain.names import WorkspaceId
from domain.text import Text
from domain.url import Origin, RedisUrl, Url
from settings.section import Section


class StoreId(Text):
    """An identifier that OpenFGA gave."""

    pattern = r"[0-9A-Z]{26}"
    expected = "an identifier of OpenFGA (26 capital letters and digits)"
    example = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


class Application(Section):
    """The workspaces, and the pages that may call."""

    tenants: tuple[WorkspaceId, ...] = Field(default=(WorkspaceId("workspace-default"),), min_length=1)
    """The tenants that migrations are recorded for."""

    first_workspace: WorkspaceId = WorkspaceId("ws-local-dev")
    """The workspace for which the control plane writes a policy and a user at every start."""

    system_workspace: WorkspaceId | None = None
    """The workspace whose approvals expire, one that has a row; without it none ever do."""

    cors_origins: tuple[Origin, ...] = ()
    """The pages on other origins that may call the control plane; none where the Cockpit has the same one."""


class OpenFga(Section):
    """Authorization by relations, instead of by roles alone."""

    url: Url
    """Where it answers."""

    store_id: StoreId
    """The store of this environment."""

    authorization_model_id: StoreId | None = None
    """The model; the store's latest otherwise."""


class Redis(Section):
    """Limits and caches that all pods share."""

    url: RedisUrl
    """Where it answers, among the platform's services."""


class Gateway(Section):
    """The gateway that approved actions are handed to."""

    url: Url
    """Where it answers."""


class Services(Section):
    """What the control plane uses where it is there: each brings its variables and its way."""

    open_fga: OpenFga | None = None
    """OpenFGA; without it, roles decide."""

    redis: Redis | None = None
    """Redis; without it, each pod counts and keeps for itself."""

    gateway: Gateway | None = None
    """OpenClaw's gateway; without it, approved actions are refused."""

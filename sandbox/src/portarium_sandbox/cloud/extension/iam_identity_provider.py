"""The audiences of an OpenID Connect provider, which moto keeps but cannot change."""

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.responses import IamResponse


def install() -> None:
    """Answer the requests that add and remove an audience."""
    IamResponse.add_client_id_to_open_id_connect_provider = _add  # type: ignore[attr-defined]
    IamResponse.remove_client_id_from_open_id_connect_provider = _remove  # type: ignore[attr-defined]


def _add(self: IamResponse) -> ActionResult:
    audiences, audience = _audiences(self), str(self.params.get("ClientID"))
    if audience not in audiences:
        audiences.append(audience)
    return EmptyResult()


def _remove(self: IamResponse) -> ActionResult:
    audiences, audience = _audiences(self), str(self.params.get("ClientID"))
    if audience in audiences:
        audiences.remove(audience)
    return EmptyResult()


def _audiences(self: IamResponse) -> list[str]:
    return self.backend.get_open_id_connect_provider(str(self.params.get("OpenIDConnectProviderArn"))).client_id_list

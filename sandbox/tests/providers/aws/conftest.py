"""One AWS API for the whole run, and a provider that talks to it for each test."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from moto.moto_server.werkzeug_app import (  # pyright: ignore[reportMissingTypeStubs]
    DomainDispatcherApplication,
    create_backend_app,
)
from werkzeug.serving import WSGIRequestHandler, make_server

from portarium_sandbox.aws_client import BOOTSTRAP
from portarium_sandbox.cloud import extension
from portarium_sandbox.cloud.authorization.authorizer import refusal_of
from portarium_sandbox.cloud.extension.eks_nodegroup import SandboxNodegroup
from portarium_sandbox.cloud.request import Application, Environment, Request, ask
from portarium_sandbox.providers.aws.provider import Aws
from tests.providers.aws.conformance import REGION, World
from tests.providers.provider_client import ProviderClient, connected


class QuietHandler(WSGIRequestHandler):
    """Logs no request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leave it out."""
        del code, size


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The sandbox's AWS API in this process; its clusters have no API server and their nodes join at once."""
    extension.install()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SandboxNodegroup, "status", property(lambda _: "ACTIVE", lambda _, value: None))
        server = make_server(
            "127.0.0.1",
            0,
            _decided(DomainDispatcherApplication(create_backend_app)),
            threaded=True,
            request_handler=QuietHandler,
        )
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _decided(cloud: Application) -> Application:
    """Ask IAM about every call that the double makes, so that none is made that IAM does not know."""

    def answer(environment: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request.read(environment)
        given = refusal_of(request) or ask(cloud, request)
        start_response(given.status, given.headers)
        return [given.body]

    return answer


@pytest.fixture(scope="session")
def sandbox_environment(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What `portarium sandbox env` sets; the sandbox's folder."""
    folder = tmp_path_factory.mktemp("sandbox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_REGION", REGION)
        patch.setenv("AWS_ACCESS_KEY_ID", BOOTSTRAP.access_key_id)
        patch.setenv("AWS_SECRET_ACCESS_KEY", BOOTSTRAP.secret_access_key)
        patch.setenv("PORTARIUM_SANDBOX", str(folder))
        yield folder


@pytest.fixture(scope="session")
def provider(sandbox_environment: Path) -> Iterator[ProviderClient]:
    """A configured provider; one for all tests, because each makes its clients anew."""
    with connected(Aws()) as client:
        client.configure(region=REGION)
        yield client


@pytest.fixture
def own_folder(sandbox_environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sandbox folder for the providers that a test starts itself: it sees no notes of the shared one."""
    del sandbox_environment
    monkeypatch.setenv("PORTARIUM_SANDBOX", str(tmp_path))
    return tmp_path


@pytest.fixture
def world(provider: ProviderClient, endpoint: str) -> Iterator[World]:
    """A provider, an API and what the test makes there."""
    world = World(provider, endpoint)
    yield world
    world.clear()

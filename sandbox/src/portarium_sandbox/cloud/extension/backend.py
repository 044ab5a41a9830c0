"""moto's state of a service, over all accounts and regions."""

from typing import TypeVar, cast

from moto.core.base_backend import BackendDict, BaseBackend

Backend = TypeVar("Backend", bound=BaseBackend)


def every(backends: "BackendDict[Backend]") -> list[Backend]:
    """Give the backends that have been used so far."""
    return [cast(Backend, backend) for _, _, backend in list(backends.iter_backends())]

"""A container whose image is not mapped, in a pod where another's is: it is played, as kwok would."""

import asyncio
import re

from portarium_sandbox.pods.container import Host
from portarium_sandbox.pods.objects import Object
from portarium_sandbox.pods.state import ContainerState

_NEVER_FOUND = re.compile(r":(?:dead){10}(?:@|$)")


class Played:
    """A container that does nothing: it lasts, or completes at once."""

    def __init__(self, host: Host, spec: Object, state: ContainerState, *, lasts: bool) -> None:
        """Describe it."""
        self._host = host
        self.spec = spec
        self.state = state
        self._lasts = lasts
        self._stopped = asyncio.Event()
        self.ready_or_ended = asyncio.Event()

    @staticmethod
    def is_never_found(image: str) -> bool:
        """Whether an image has the tag that no registry of the sandbox's has."""
        return bool(_NEVER_FOUND.search(image))

    async def run(self) -> int:
        """Play it to its end."""
        if self.is_never_found(self.spec["image"]):
            message = f'Back-off pulling image "{self.spec["image"]}": not found'
            self.state.wait("ImagePullBackOff", message)
            self._host.event("Warning", "Failed", f"Error: ImagePullBackOff ({message})")
            self._host.changed()
            await self._stopped.wait()
            return 0
        self.state.run("played")
        self.ready_or_ended.set()
        if self._lasts:
            self.state.ready = self.state.started = True
            self._host.changed()
            await self._stopped.wait()
        self.state.end(0)
        self._host.changed()
        return 0

    async def stop(self, grace: float) -> None:
        """End it."""
        del grace
        self._stopped.set()

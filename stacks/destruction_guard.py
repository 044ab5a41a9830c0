"""The guard of a protected environment: `destroy` meets it first, and stops there with nothing deleted.

Protection of single resources is not enough. The engine deletes whatever nothing else needs and looks at the
protection of a resource only when its turn comes: `destroy` would take down every workload, policy and node of prod
before it is refused at the database. A resource that depends on all others is the first to be deleted, alone.
"""

import pulumi


class DestructionGuard:
    """Notes every resource that the program makes from now on, and at the end puts the guard in front of them."""

    def __init__(self, environment: str) -> None:
        self._environment = environment
        self._guarded: list[pulumi.Resource] = []
        # A transformation runs in this process; the engine's transforms would cost a call for each resource.
        pulumi.runtime.register_stack_transformation(self._note)

    def close(self) -> None:
        """Make the guard; nothing that comes after it is guarded."""
        guarded = self._guarded
        self._guarded = []
        pulumi.Stash(
            f"{self._environment}-is-not-to-be-destroyed",
            input=f"Everything in {self._environment} depends on this; without it, destroy would begin to delete.",
            opts=pulumi.ResourceOptions(protect=True, depends_on=guarded),
        )

    def _note(self, made: pulumi.ResourceTransformationArgs) -> None:
        if isinstance(made.resource, pulumi.CustomResource):
            self._guarded.append(made.resource)

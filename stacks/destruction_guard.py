"""The guard of a protected environment: `destroy` is refused before anything is deleted.

Protection of single resources is not enough. The engine deletes whatever nothing else needs and looks at the
protection of a resource only when its turn comes: `destroy` would take down every workload, policy and node of prod
before it is refused at the database.

The guard has a delete hook, and the engine begins no `destroy` of a stack with such hooks unless it runs the program;
when it does, the guard is the first to be deleted, because it depends on everything, and its hook refuses. It is not
protected itself: the engine goes on after a protected resource, to report all of them, and stops after a hook.
"""

import pulumi

_HOOK = "is-not-to-be-destroyed"


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
        name = f"{self._environment}-{_HOOK}"
        pulumi.Stash(
            name,
            input=f"Everything in {self._environment} depends on this.",
            opts=pulumi.ResourceOptions(
                depends_on=guarded,
                hooks=pulumi.ResourceHookBinding(before_delete=[pulumi.ResourceHook(name, refuse)]),
            ),
        )

    def _note(self, made: pulumi.ResourceTransformationArgs) -> None:
        if isinstance(made.resource, pulumi.CustomResource):
            self._guarded.append(made.resource)


def refuse(guard: pulumi.ResourceHookArgs) -> None:
    """Refuse the deletion of the guard, and with it of everything else."""
    raise PermissionError(f"{guard.name}: this environment is protected, and nothing of it was deleted")

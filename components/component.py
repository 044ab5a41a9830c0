"""What every component shares: the options of its children, and the registration of its outputs."""

from collections.abc import Sequence
from inspect import get_annotations
from typing import get_origin

import pulumi


class Component(pulumi.ComponentResource):
    """A component whose annotated `Output` attributes are its outputs.

    A subclass passes the caller's `opts` to `super().__init__` and nowhere else: merged into a child's options they
    would carry the caller's parent, aliases and protection with them.
    """

    inside: pulumi.Resource | None = None
    """What takes all children with it when it is deleted: in-cluster components set it to their cluster, because
    nothing can be deleted from a cluster that no longer answers."""

    def child(
        self,
        *,
        depends_on: Sequence[pulumi.Resource] | None = None,
        parent: pulumi.Resource | None = None,
        protect: bool | None = None,
        retain_on_delete: bool | None = None,
        delete_before_replace: bool | None = None,
        deleted_with: pulumi.Resource | None = None,
        ignore_changes: list[str] | None = None,
        custom_timeouts: pulumi.CustomTimeouts | None = None,
        provider: pulumi.ProviderResource | None = None,
        aliases: Sequence[pulumi.Alias] | None = None,
    ) -> pulumi.ResourceOptions:
        """The options of one child, which belongs to this component unless another `parent` is named."""
        return pulumi.ResourceOptions(
            parent=parent or self,
            depends_on=depends_on,
            protect=protect,
            retain_on_delete=retain_on_delete,
            delete_before_replace=delete_before_replace,
            deleted_with=deleted_with or self.inside,
            ignore_changes=ignore_changes,
            custom_timeouts=custom_timeouts,
            provider=provider,
            aliases=aliases,
        )

    def register(self) -> None:
        """Register every attribute annotated as an `Output`; the last call of a component's constructor."""
        missing = [name for name in declared_outputs(type(self)) if not hasattr(self, name)]
        if missing:
            raise AttributeError(f"{type(self).__name__} declares {', '.join(missing)} and never sets it")
        self.register_outputs({name: getattr(self, name) for name in declared_outputs(type(self))})


def declared_outputs(component: type[Component]) -> list[str]:
    """The names a component class annotates as `Output[…]`, in the order of their declaration."""
    return [name for name, hint in get_annotations(component).items() if get_origin(hint) is pulumi.Output]

"""Where and when a service is installed: what the platform gives to each, so that a service says only what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.platform.argo_application import ArgoApplicationArgs, IgnoredField
from domain.chart import Chart


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The place and the turn of one service."""

    project: pulumi.Input[str]
    """The project of Argo CD, known once it is there."""
    namespace: pulumi.Input[str]
    """The namespace, known once its ways are open."""
    wave: int
    """Its turn."""
    wait_seconds: int
    """How long it may take until all of it is healthy."""
    after: Sequence[pulumi.Resource] = ()
    """The applications of the waves before."""

    def of(
        self,
        service: str,
        *,
        chart: Chart,
        values: Mapping[str, Any],
        ignored: Sequence[IgnoredField] = (),
        after: Sequence[pulumi.Resource] = (),
    ) -> ArgoApplicationArgs:
        """Return the application of a service here; `after` is what of its own has to be there before."""
        return ArgoApplicationArgs(
            service=service,
            project=self.project,
            chart=chart,
            values=values,
            namespace=self.namespace,
            wave=self.wave,
            wait_seconds=self.wait_seconds,
            ignored=ignored,
            after=[*self.after, *after],
        )

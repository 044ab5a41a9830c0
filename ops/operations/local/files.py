"""The files in `local/` that are made from what the clusters are made from; the others there are written by hand."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from domain.vault import MOUNT
from ops.operations.access.register import TABLE
from ops.operations.local import nats, postgresql, telemetry, temporal
from ops.operations.local.names import BUCKET, FOLDER
from ops.operations.local.source import Source, read_source
from settings.files import DIRECTORY

MADE = "portarium local generate"
"""What makes them."""

_NOTE = f"# Made by `{MADE}` from what the clusters are made from: a change of it belongs there.\n"


def files(source: Source) -> dict[str, str]:
    """Each file by its path in the folder, with its text."""
    noted = {
        "nats/nats.conf": nats.server_configuration(source),
        "postgresql/postgresql.conf": postgresql.server_configuration(),
        "postgresql/pg_hba.conf": postgresql.access_rules(),
        "temporal/server.yaml": temporal.server_configuration(source),
        "temporal/namespace.env": variables(NAMESPACE=source.namespace, RETENTION=hours(source.retention)),
        "nats/streams.env": variables(NATS_USER=nats.keeper(source.accounts)),
        "vault/mount.env": variables(MOUNT=MOUNT),
        "evidence/bucket.env": variables(BUCKET=BUCKET),
        "collector/collector.yaml": telemetry.collector_configuration(),
        "tempo/tempo.yaml": telemetry.tempo_configuration(),
        "grafana/provisioning/datasources/tempo.yaml": telemetry.data_sources(),
        "grafana/provisioning/dashboards/portarium.yaml": telemetry.dashboard_folder(),
        "application/tenants.sql": registration(source.tenants),
        **{f"vault/policies/{name}.hcl": text for name, text in source.policies.items()},
    }
    # JSON has no room for a note, and a list of hosts would have it for one.
    bare = {
        **{f"egress/{name}": text for name, text in source.proxy.items()},
        "evidence/object-lock.json": object_lock(source),
        "grafana/dashboards/traces.json": telemetry.dashboard(),
        **{f"nats/streams/{spec['name']}.json": nats.stream_configuration(spec) for spec in source.streams},
    }
    # What Temporal looks for has to stand in front.
    return {path: _noted(text) for path, text in noted.items()} | bare


def stale(folder: Path = DIRECTORY / FOLDER, read: Callable[[], Source] = read_source) -> list[Path]:
    """Return the files that do not say what the source says now."""
    return [folder / path for path, text in files(read()).items() if _text(folder / path) != text]


def write(folder: Path = DIRECTORY / FOLDER, read: Callable[[], Source] = read_source) -> list[Path]:
    """Write what is not up to date, and return it."""
    wanted = files(read())
    changed = [path for path, text in wanted.items() if _text(folder / path) != text]
    for path in changed:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(wanted[path], encoding="utf-8")
    return [folder / path for path in changed]


def object_lock(source: Source) -> str:
    """Object Lock of the bucket, as S3 is told it."""
    rule = {"DefaultRetention": {"Mode": source.lock, "Days": source.evidence_days}}
    return json.dumps({"ObjectLockEnabled": "Enabled", "Rule": rule}, indent=2) + "\n"


def registration(tenants: Sequence[str]) -> str:
    """The rows that the application needs and does not write, as SQL; those that are there stay."""
    rows = ", ".join(f"('{tenant}')" for tenant in tenants)
    # Names of workspaces, which the settings let no quote into.
    return f"INSERT INTO {TABLE} (tenant_id) VALUES {rows} ON CONFLICT DO NOTHING;\n"  # noqa: S608


def variables(**values: str) -> str:
    """Variables, as a shell and Compose read them."""
    return "".join(f"{name}={value}\n" for name, value in values.items())


def hours(retention: str) -> str:
    """A retention such as `30d` in hours, which each version of Temporal's tools takes."""
    return f"{int(retention.removesuffix('d')) * 24}h"


def _noted(text: str) -> str:
    first, rest = text.split("\n", 1)
    if text.startswith("INSERT"):
        return _NOTE.replace("#", "--", 1) + text
    return f"{first}\n{_NOTE}{rest}" if first == temporal.TEMPLATED else _NOTE + text


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None

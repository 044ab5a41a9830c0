"""The configuration of what telemetry passes through: the collector, Tempo, and Grafana's sources and dashboard.

The clusters have no collector yet: the pipelines are defined here first.
"""

import json
from typing import Any

import yaml

from domain import ports

TEMPO = "tempo"
"""The service that keeps traces."""

_ANYWHERE = "0.0.0.0"  # noqa: S104 - inside a container, whose ports are published on the loopback address alone
_TRACES = f"otlp_grpc/{TEMPO}"
_SHOWN = "debug"
_KEPT = "48h"
_MEBIBYTES = 128


def collector_configuration() -> str:
    """What comes in by OTLP: traces go to Tempo; metrics and logs, which nothing keeps here, are counted in its log."""
    return _yaml(
        {
            "extensions": {"health_check": {"endpoint": f"{_ANYWHERE}:{ports.COLLECTOR_HEALTH}"}},
            "receivers": {
                "otlp": {
                    "protocols": {
                        "grpc": {"endpoint": f"{_ANYWHERE}:{ports.TELEMETRY_GRPC}"},
                        "http": {"endpoint": f"{_ANYWHERE}:{ports.TELEMETRY}"},
                    }
                }
            },
            "processors": {
                "memory_limiter": {"check_interval": "1s", "limit_mib": _MEBIBYTES},
                "batch": {},
            },
            "exporters": {
                _TRACES: {"endpoint": f"{TEMPO}:{ports.TELEMETRY_GRPC}", "tls": {"insecure": True}},
                _SHOWN: {"verbosity": "basic"},
            },
            "service": {
                "extensions": ["health_check"],
                "pipelines": {
                    "traces": _pipeline(_TRACES),
                    "metrics": _pipeline(_SHOWN),
                    "logs": _pipeline(_SHOWN),
                },
            },
        }
    )


def tempo_configuration() -> str:
    """One process that keeps traces in a folder for two days."""
    return _yaml(
        {
            "server": {"http_listen_port": ports.TRACES},
            "distributor": {
                "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": f"{_ANYWHERE}:{ports.TELEMETRY_GRPC}"}}}}
            },
            "compactor": {"compaction": {"block_retention": _KEPT}},
            "storage": {
                "trace": {
                    "backend": "local",
                    "wal": {"path": "/var/tempo/wal"},
                    "local": {"path": "/var/tempo/blocks"},
                }
            },
            "usage_report": {"reporting_enabled": False},
        }
    )


def data_sources() -> str:
    """Where Grafana looks."""
    return _yaml(
        {
            "apiVersion": 1,
            "datasources": [
                {
                    "name": "Tempo",
                    "uid": TEMPO,
                    "type": "tempo",
                    "access": "proxy",
                    "url": f"http://{TEMPO}:{ports.TRACES}",
                    "isDefault": True,
                    "editable": False,
                }
            ],
        }
    )


def dashboard_folder() -> str:
    """Where Grafana finds its dashboards."""
    return _yaml(
        {
            "apiVersion": 1,
            "providers": [
                {
                    "name": "portarium",
                    "type": "file",
                    "allowUiUpdates": False,
                    "options": {"path": "/etc/grafana/dashboards"},
                }
            ],
        }
    )


def dashboard() -> str:
    """The traces of the last hour: all, and those that failed."""
    panels = [
        _panel(1, 0, "Traces", "{}"),
        _panel(2, 12, "Traces with an error", "{ status = error }"),
    ]
    content = {
        "uid": "portarium-traces",
        "title": "Portarium: traces",
        "timezone": "utc",
        "schemaVersion": 39,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "panels": panels,
    }
    return json.dumps(content, indent=2) + "\n"


def _pipeline(exporter: str) -> dict[str, Any]:
    return {"receivers": ["otlp"], "processors": ["memory_limiter", "batch"], "exporters": [exporter]}


def _panel(number: int, row: int, title: str, query: str) -> dict[str, Any]:
    source = {"type": TEMPO, "uid": TEMPO}
    return {
        "id": number,
        "title": title,
        "type": "table",
        "datasource": source,
        "gridPos": {"x": 0, "y": row, "w": 24, "h": 12},
        "targets": [{"refId": "A", "datasource": source, "queryType": "traceql", "query": query, "limit": 50}],
    }


def _yaml(content: dict[str, Any]) -> str:
    return yaml.safe_dump(content, sort_keys=False)

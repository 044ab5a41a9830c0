"""A chart of nobody's, for tests of what installs charts."""

from domain.chart import Chart

SOME_CHART = Chart(
    name="clock",
    repository="https://charts.portarium.example",
    version="1.2.3",
    app_version="4.5.6",
    licence="Apache-2.0",
    keys=("face.hands", "replicas"),
)

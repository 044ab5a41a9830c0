"""The API may call the proxy: a policy on each side of the way."""

from components.kubernetes.traffic import Flow, Pods, Traffic, TrafficArgs

API = Pods(namespace="apps-dev", labels={"app": "api"})
PROXY = Pods(namespace="egress-dev", labels={"app": "proxy"})

Traffic(
    "traffic",
    TrafficArgs(
        flows=[Flow(name="api-to-proxy", source=API, destination=PROXY, ports=(3128,), reason="its way out")],
        namespaces={"apps-dev": "apps-dev", "egress-dev": "egress-dev"},
    ),
)

"""The ports that several sides must agree on: who serves, who is let through, and who is told."""

DATABASE = 5432
"""PostgreSQL."""

LARGEST = 65535
"""There is none above it."""

HTTP = 80
"""What a URL in clear means when it says none."""

HTTPS = 443
"""AWS's endpoints, the Kubernetes API, and the internet."""

REDIS = 6379
"""What the URL of a Redis means when it says none."""

NAMES = 53
"""The resolver."""

EXECUTION_NAMES = 5353
"""The pods of the execution plane's resolver: without root's rights they listen above 1024; its service has `NAMES`."""

RESOLVER_HEALTH = 8080
"""Where a CoreDNS says that it runs."""

RESOLVER_READY = 8181
"""Where it says that it knows the cluster's services."""

RESOLVER_METRICS = 9153
"""Its metrics."""

POD_IDENTITY = 80
"""The agent on each node that hands pods their AWS credentials."""

EGRESS_PROXY = 3128
"""The execution plane's only way to the internet."""

EGRESS_PROXY_CONTROL = 3129
"""The control plane's: the same proxy, with a list of its own."""

EGRESS_PROXY_HEALTH = 8080
"""Where the proxy says how it is."""

METRICS = 9090
"""A workload's metrics, unless it names another port."""

TELEMETRY = 4318
"""OpenTelemetry over HTTP, in protocol buffers."""

TEMPORAL = 7233
"""Temporal's frontend."""

VAULT = 8200
"""Vault's API, in TLS."""

VAULT_CLUSTER = 8201
"""By which the servers of Vault keep their copies the same."""

VAULT_INJECTOR = 8080
"""The webhook that adds Vault's agent to pods; its service has `HTTPS`."""

IMAGE_QUESTIONS = 9443
"""Where Kyverno is asked about the images of a pod."""

NATS = 4222
"""NATS: its clients, in TLS."""

NATS_CLUSTER = 6222
"""By which servers of NATS find each other."""

NATS_MONITOR = 8222
"""Where a server of NATS tells the kubelet how it is, and an operator what it has."""

NATS_METRICS = 7777
"""The metrics of a server of NATS."""

KEYCLOAK = 8080
"""Keycloak, in clear inside the cluster's fence; people come to it by the load balancer, which speaks TLS."""

KEYCLOAK_MANAGEMENT = 9000
"""Where Keycloak tells the kubelet how it is, and has its metrics."""

CERTIFICATE_WEBHOOK = 10250
"""Where cert-manager is asked about its kinds."""

BALANCER_WEBHOOK = 9443
"""Where the controller of load balancers is asked about services and its kinds."""

OBJECTS = 9000
"""S3 of the local environment."""

TEMPORAL_HTTP = 7243
"""Temporal's frontend over HTTP, where it is asked without a client of its own."""

TELEMETRY_GRPC = 4317
"""OpenTelemetry over gRPC."""

COLLECTOR_HEALTH = 13133
"""Where the collector of telemetry says how it is."""

TRACES = 3200
"""Tempo, asked for traces."""

DASHBOARDS = 3000
"""Grafana."""

CONTROL_PLANE = 8080
"""The control plane in the local environment; elsewhere its contract says where it listens."""

"""Malformed values: one line each, with the file, the key, what is wrong and what would be right."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from tests.settings.configuration import REMOVED, problems

KEYS: list[tuple[str, object, str]] = [
    ("databse", {}, "databse: unknown key; did you mean database?"),
    ("multiAz", True, "multiAz: unknown key; did you mean database.multiAz?"),
    ("colour", "red", "colour: unknown key; docs/settings.md lists the known ones"),
    ("database.multiAZs", True, "database.multiAZs: unknown key; did you mean multiAz?"),
    ("database.multi_az", True, "database.multi_az: unknown key; did you mean multiAz?"),
    ("platform.gitop", {}, "platform.gitop: unknown key; did you mean gitops?"),
    ("platform.gitops", {"replica": 3}, "platform.gitops.replica: unknown key; did you mean replicas?"),
    ("budget.euros", 1, "budget.euros: unknown key; known are monthlyUsd, alertPercent"),
    ("workloads.0.probes.livenes", {}, "workloads[0].probes.livenes: unknown key; did you mean liveness?"),
    ("workloads.0.probes.liveness.paht", "/", "workloads[0].probes.liveness.paht: unknown key; did you mean path?"),
    ("workloads.0.environment", {}, "workloads[0].environment: moved to variables, each of which is text or a reference"),
    ("workloads.0.uses", ["database"], "workloads[0].uses: gone; a workload is let to what its variables refer to"),
    ("workloads.0.metricsPort", 9090, "workloads[0].metricsPort: moved to metrics.port"),
    ("workloads.0.variables.HOST", {"databse": "host"}, "workloads[0].variables.HOST.databse: unknown key; did you mean database?"),
    ("workloads.0.variables.host", "a", 'workloads[0].variables.host: "host" is not the name of an environment variable, for example LOG_LEVEL'),
    ("images.registry", "ghcr.io", "images.registry: no setting any more, every image is ghcr.io/<org>/portarium-<component>:<git SHA>; remove it"),
    ("egress.replicas", 2, "egress.replicas: moved to scaling.egress-proxy.replicas"),
    ("github.organizationId", 17, "github.repositoryId: missing; GitHub sends the numbers of owner and repository together"),
    ("github.repositoryId", 42, "github.organizationId: missing; GitHub sends the numbers of owner and repository together"),
    ("github.ownsIssuer", False, "github.ownsIssuer: gone; the stack of each account registers the issuer"),
        ("ownsGithubIssuer", False, "ownsGithubIssuer: gone; the stack of each account registers the issuer"),
        ("accountId", "123456789012", "accountId: moved to infra/environments.json, accounts"),
    ("domains.baseDomain", "portarium.example", "domains.baseDomain: moved to baseDomain, at the top"),
    ("images.architectures", [], "images.architectures: is empty; at least 1 is needed"),
    ("images.architectures", ["arm64", "arm"], 'images.architectures[1]: "arm" is not one of amd64, arm64'),
    ("workloads.0.imageSha", "a" * 40, "workloads[0].imageSha: unknown key; imageSha is one for the whole file and stands at its top"),
    ("aws:region", "x", "aws:region: unknown namespace, settings begin with portarium: ; the program configures its providers itself"),
    ("portariun:region", "x", "portariun:region: unknown namespace, settings begin with portarium: ; the program configures its providers itself"),
]  # fmt: skip

TYPES: list[tuple[str, object, str]] = [
    ("database.multiAz", "yes", 'database.multiAz: "yes" is not true or false'),
    ("database.multiAz", 1, "database.multiAz: 1 is not true or false"),
    ("database.backupDays", "30", 'database.backupDays: "30" is not a whole number'),
    ("database.backupDays", 30.5, "database.backupDays: 30.5 is not a whole number"),
    ("database.backupDays", True, "database.backupDays: true is not a whole number"),
    ("database.backupDays", 36, "database.backupDays: 36 is over the maximum 35"),
    ("database", "large", 'database: "large" is not a mapping of keys to values'),
    ("workloads", {}, "workloads: {} is not a list"),
    ("nodePools", [], "nodePools: [] is not a mapping of keys to values"),
    ("nodePools.system.instanceTypes", [], "nodePools.system.instanceTypes: is empty; at least 1 is needed"),
    ("nodePools.system.serves", "system", 'nodePools.system.serves: "system" is not a list'),
    ("cluster.version", 1.35, "cluster.version: 1.35 is not text; put it in quotes"),
    ("workloads.0.arguments", [1], "workloads[0].arguments[0]: 1 is not text; put it in quotes"),
    ("workloads.0.variables.COUNT", 3, "workloads[0].variables.COUNT: 3 is not a mapping of keys to values"),
    ("workloads.0.variables.HOST", {"database": "uri"}, 'workloads[0].variables.HOST.database: "uri" is not one of url, host, port, name'),
    ("workloads.0.variables.HOST", {}, "workloads[0].variables.HOST: refers to nothing; write text, or one of text, database, temporal, nats, evidence, secret, setting, workload"),
    ("workloads.0.variables.HOST", {"database": "host", "temporal": "address"}, "workloads[0].variables.HOST: database and temporal exclude each other; keep one of them"),
    ("workloads.0.variables.KEY", {"secret": "key"}, 'workloads[0].variables.KEY.secret: "key" is not a secret as <item>/<key>, for example control-plane/metrics-token'),
    ("workloads.0.user", 0, "workloads[0].user: 0 is under the minimum 1"),
    ("identity.tokenType", "jwt", 'identity.tokenType: "jwt" is not one of at+JWT, JWT'),
    ("identity.issuer", "https://localhost/realms/a", 'identity.issuer: "https://localhost/realms/a" is not a URL of a host with its domain, for example https://identity.portarium.example/realms/portarium'),
    ("identity.issuer", "https://user:x@a.example", 'identity.issuer: "https://user:x@a.example" is not a URL of a host with its domain, for example https://identity.portarium.example/realms/portarium'),
    ("identity.jwksUri", "http://keycloak.apps-prod.svc:8180/certs", 'identity.jwksUri: "http://keycloak.apps-prod.svc:8180/certs" is inside, where only <component>.system.svc is called'),
    ("evidence.objectLock", False, 'evidence.objectLock: false is not one of off, GOVERNANCE, COMPLIANCE; write "off" in quotes'),
    ("evidence.objectLock", "governance", 'evidence.objectLock: "governance" is not one of off, GOVERNANCE, COMPLIANCE'),
    ("status", "happy", 'status: "happy" is not one of provisioning, ready, degraded, recovering, retired'),
]  # fmt: skip

MISSING = [
    ("imageSha", "imageSha: missing; set it with: pulumi config set imageSha <full git SHA>"),
    ("database", "database: missing; docs/settings.md describes it"),
    ("nodePools", "nodePools: missing; docs/settings.md describes it"),
    ("database.instanceClass", "database.instanceClass: missing; give an RDS instance class, for example db.t4g.medium"),
    ("database.backupDays", "database.backupDays: missing; give a whole number"),
    ("evidence.objectLock", "evidence.objectLock: missing; give one of off, GOVERNANCE, COMPLIANCE"),
    ("workloads.0.requests", "workloads[0].requests: missing; give a mapping with cpu, memory"),
    ("workloads.1.probes", "workloads[1].probes: missing; give a mapping with startup, liveness, readiness"),
    ("workloads.1.probes.readiness", "workloads[1].probes.readiness: missing; give a mapping with path, periodSeconds"),
    ("workloads.1.probes.readiness.path", "workloads[1].probes.readiness.path: missing; give a path that begins with a slash, for example /healthz"),
    ("nodePools.system.serves", "nodePools.system.serves: missing; give a list"),
]  # fmt: skip

TEXTS: list[tuple[str, object, str]] = [
    ("imageSha", "latest", 'imageSha: "latest" is not a full git SHA (40 lower-case hex digits); tags move, so no tag is ever deployed'),
    ("imageSha", "4f0c3a9", 'imageSha: "4f0c3a9" is not a full git SHA (40 lower-case hex digits), it has 7; `git rev-parse <commit>` prints it in full'),
    ("imageSha", "A" * 40, f'imageSha: "{"A" * 40}" is not a full git SHA (40 lower-case hex digits); write it in lower case'),
    ("imageSha", "1.2345678901234568e+39", 'imageSha: "1.2345678901234568e+39" was read as a number; put the 40 digits in quotes'),
    ("cluster.version", "1.29", 'cluster.version: "1.29" is not supported; supported are 1.34, 1.35, 1.36'),
    ("database.engineVersion", "12", 'database.engineVersion: "12" is not supported; supported majors are 16, 17'),
    ("database.engineVersion", "16.6", 'database.engineVersion: "16.6" is not a major version of PostgreSQL, whose minors RDS installs by itself, for example "16" in quotes'),
    ("database.instanceClass", "t4g.large", 'database.instanceClass: "t4g.large" is not an RDS instance class, for example db.t4g.medium'),
    ("database.instanceClass", "db.z1d.large", 'database.instanceClass: "db.z1d.large" is of no family that PostgreSQL runs on; for example db.t4g.medium'),
    ("database.instanceClass", "db.t4g.nano", 'database.instanceClass: "db.t4g.nano" does not exist for PostgreSQL; db.t4g has micro, small, medium, large, xlarge, 2xlarge'),
    ("nodePools.system.instanceTypes", ["a1.large"], 'nodePools.system.instanceTypes[0]: "a1.large" is of no family that EKS\'s nodes can be; for example m7g.large'),
    ("nodePools.system.instanceTypes", ["m7g.9xlarge"], 'nodePools.system.instanceTypes[0]: "m7g.9xlarge" does not exist; m7g has medium, large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge, metal'),
    ("network.cidr", "10.48.0.0/21", 'network.cidr: "10.48.0.0/21" is too small; three zones need /20 or larger'),
    ("network.cidr", "10.0.0.0/8", 'network.cidr: "10.0.0.0/8" is too large; a VPC is /16 at most'),
    ("network.cidr", "10.48.1.0/16", 'network.cidr: "10.48.1.0/16" has host bits set; the network is 10.48.0.0/16'),
    ("network.cidr", "ten", 'network.cidr: "ten" is not an IPv4 network in CIDR notation, for example 10.20.0.0/16'),
    ("egress.allowedHosts", ["https://api.github.com/x"], 'egress.allowedHosts[0]: "https://api.github.com/x" is a URL; write the host alone: "api.github.com"'),
    ("egress.allowedHosts", ["api.github.com:443"], 'egress.allowedHosts[0]: "api.github.com:443" has a port or a path; write the host alone: "api.github.com"'),
    ("egress.allowedHosts", ["10.0.0.1"], 'egress.allowedHosts[0]: "10.0.0.1" is an address; the allowlist names hosts, api.github.com or *.github.com'),
    ("egress.allowedHosts", ["*"], 'egress.allowedHosts[0]: "*" is not a host, api.github.com or *.github.com'),
    ("egress.allowedHosts", ["*.com"], 'egress.allowedHosts[0]: "*.com" is not a host, api.github.com or *.github.com'),
    ("egress.allowedHosts", ["vault.svc.cluster.local"], 'egress.allowedHosts[0]: "vault.svc.cluster.local" is a name inside the environment; the allowlist is for the internet'),
    ("access.grants.admin", ["someone"], "access.grants.admin: unknown name; known are platform-engineer, app-team, read-only"),
    ("access.grants.app-teams", ["someone"], "access.grants.app-teams: unknown name; did you mean app-team?"),
    ("scaling.Big", {"replicas": 4}, 'scaling.Big: "Big" is not a name of at most 40 lower-case letters, digits and hyphens, for example control-plane'),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "line"), [*KEYS, *TYPES, *TEXTS])
def test_malformed_value_is_refused_with_one_line(path: str, value: object, line: str) -> None:
    """The line says where, what is wrong and what would be right; nothing else is reported."""
    assert problems("prod", {path: value}) == [f"Pulumi.prod.yaml: {line}"]


@pytest.mark.parametrize(("path", "line"), MISSING)
def test_missing_value_is_refused_with_what_belongs_there(path: str, line: str) -> None:
    """The line says what to write."""
    assert problems("prod", {path: REMOVED}) == [f"Pulumi.prod.yaml: {line}"]


def test_all_problems_come_in_one_go() -> None:
    """Malformed values, unknown keys and undercut floors of several sections are reported together."""
    changes = {
        "imageSha": "main",
        "database.multiAz": False,
        "database.colour": "red",
        "evidence.retentionDays": 30,
        "network.cidr": "10.16.0.0/16",
        "scaling.execution-plane.replicas": 1,
    }

    assert [line.split(": ")[1] for line in problems("prod", changes)] == [
        "database.colour",
        "database.multiAz",
        "evidence.acknowledgeComplianceDays",
        "evidence.retentionDays",
        "imageSha",
        "network.cidr",
        "scaling.execution-plane.replicas",
    ]

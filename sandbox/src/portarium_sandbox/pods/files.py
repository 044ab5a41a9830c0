"""The small files that the kubelet gives to every container: names, resolver and last word."""

from pathlib import Path

from portarium_sandbox.pods.objects import Object, part, several, words

RESOLVER = "172.20.0.10"
_DOMAIN = "cluster.local"
_LOCAL_HOSTS = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"


def write(folder: Path, pod: Object, address: str, resolver: str = RESOLVER) -> list[Object]:
    """Write a pod's files and give where its containers find them."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "/etc/hosts": hosts(pod, address),
        "/etc/hostname": hostname(pod) + "\n",
        "/etc/resolv.conf": resolver_file(pod, resolver),
    }
    for path, content in contents.items():
        (folder / Path(path).name).write_text(content, encoding="utf-8")
    return [{"source": str(folder / Path(path).name), "target": path, "readOnly": True} for path in contents]


def hostname(pod: Object) -> str:
    """Give the name that a pod has for itself."""
    return str(pod["spec"].get("hostname") or pod["metadata"]["name"])[:63]


def hosts(pod: Object, address: str) -> str:
    """Give `/etc/hosts`."""
    spec, name = pod["spec"], hostname(pod)
    full = f"{name}.{spec['subdomain']}.{pod['metadata']['namespace']}.svc.{_DOMAIN}" if spec.get("subdomain") else ""
    lines = [f"{address}\t{f'{full} ' if full else ''}{name}"]
    lines += [f"{alias['ip']}\t{' '.join(alias.get('hostnames') or [])}" for alias in several(spec, "hostAliases")]
    return _LOCAL_HOSTS + "\n".join(lines) + "\n"


def resolver_file(pod: Object, resolver: str) -> str:
    """Give `/etc/resolv.conf`: the policy's servers, domains and options, and the pod's own after them."""
    spec, own = pod["spec"], part(pod["spec"], "dnsConfig")
    namespace = pod["metadata"]["namespace"]
    servers: list[str] = []
    domains: list[str] = []
    options: dict[str, str | None] = {}
    # "Default" is the node's own resolver, which on a machine of the sandbox's is this one too.
    if spec.get("dnsPolicy", "ClusterFirst") != "None":
        servers = [resolver]
        if spec.get("dnsPolicy", "ClusterFirst") != "Default":
            domains = [f"{namespace}.svc.{_DOMAIN}", f"svc.{_DOMAIN}", _DOMAIN]
            options["ndots"] = "5"
    servers += [server for server in words(own, "nameservers") if server not in servers]
    domains += [domain for domain in words(own, "searches") if domain not in domains]
    options |= {option["name"]: option.get("value") for option in several(own, "options")}
    lines = [f"search {' '.join(domains)}"] if domains else []
    lines += [f"nameserver {server}" for server in servers]
    if options:
        lines.append(f"options {' '.join(_option(name, value) for name, value in options.items())}")
    return "\n".join(lines) + "\n"


def identity_variables(region: str, token_file: str) -> dict[str, str]:
    """Give what EKS' webhook puts into a pod with a role."""
    return {
        "AWS_STS_REGIONAL_ENDPOINTS": "regional",
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token_file,
    }


def _option(name: str, value: str | None) -> str:
    return f"{name}:{value}" if value else name

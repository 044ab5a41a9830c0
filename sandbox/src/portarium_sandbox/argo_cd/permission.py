"""What a project permits, in the words in which Argo CD refuses the rest."""

from typing import Final

from portarium_sandbox.argo_cd.pattern import denies, matches, repository
from portarium_sandbox.pods.objects import Object, part, several, words

IN_CLUSTER: Final = "https://kubernetes.default.svc"
_IN_CLUSTER_NAME: Final = "in-cluster"


def problems_of(application: Object, project: Object | None) -> list[str]:
    """What is wrong with an application's spec; empty when its project permits it."""
    spec = application["spec"]
    if project is None:
        return [f"Application referencing project {spec.get('project')} which does not exist"]
    source, name = part(spec, "source"), project["metadata"]["name"]
    if not source.get("repoURL") or not (source.get("path") or source.get("chart")):
        return ["spec.source.repoURL and either spec.source.path or spec.source.chart are required"]
    if source.get("chart") and not source.get("targetRevision"):
        return ["spec.source.targetRevision is required if the manifest source is a helm chart"]
    found: list[str] = []
    if not _is_source_permitted(project, source["repoURL"]):
        found.append(f"application repo {source['repoURL']} is not permitted in project '{name}'")
    destination = part(spec, "destination")
    wrong = _wrong_destination(destination)
    if wrong:
        return [*found, wrong]
    namespace = str(destination.get("namespace", ""))
    if not _is_destination_permitted(project, namespace):
        server = destination.get("name") or IN_CLUSTER
        found.append(
            f"application destination server '{server}' and namespace '{namespace}' "
            f"do not match any of the allowed destinations in project '{name}'"
        )
    return found


def permits_kind(project: Object, group: str, kind: str) -> bool:
    """Whether applications of a project may bring a kind that belongs to no namespace."""
    spec = project["spec"]
    return _is_listed(several(spec, "clusterResourceWhitelist"), group, kind) and not _is_listed(
        several(spec, "clusterResourceBlacklist"), group, kind
    )


def _is_listed(rows: list[Object], group: str, kind: str) -> bool:
    return any(matches(row.get("group", ""), group) and matches(row.get("kind", ""), kind) for row in rows)


def _is_source_permitted(project: Object, address: str) -> bool:
    permitted = False
    for pattern in words(project["spec"], "sourceRepos"):
        mark = "!" if denies(pattern) else ""
        if matches(mark + repository(pattern.removeprefix("!")), repository(address), separator="/"):
            permitted = True
        elif mark:
            return False
    return permitted


def _wrong_destination(destination: Object) -> str:
    server, name = destination.get("server"), destination.get("name")
    if server and name:
        return f"application destination can't have both name and server defined: {name} {server}"
    if not server and not name:
        return "Destination server missing from app spec"
    if server and server.rstrip("/") != IN_CLUSTER:
        return f'error getting cluster by server "{server}": cluster "{server}" not found'
    return f"there are no clusters with this name: {name}" if name and name != _IN_CLUSTER_NAME else ""


def _is_destination_permitted(project: Object, namespace: str) -> bool:
    permitted = False
    for row in several(project["spec"], "destinations"):
        name, server, place = row.get("name", ""), row.get("server", ""), row.get("namespace", "")
        by_name, by_server = matches(name, _IN_CLUSTER_NAME), matches(server, IN_CLUSTER)
        by_namespace = matches(place, namespace)
        if (by_server or by_name) and by_namespace:
            permitted = True
        elif any(
            (
                not by_name and denies(name),
                not by_server and denies(server) and by_namespace,
                not by_namespace and denies(place) and by_server,
            )
        ):
            return False
    return permitted

"""A pod's volumes as folders of this machine, filled as the kubelet fills them."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from portarium_sandbox.pods.authorities import trusting
from portarium_sandbox.pods.configuration import ClusterConfiguration
from portarium_sandbox.pods.environment import ConfigurationError, expand, field_of, resource_of
from portarium_sandbox.pods.objects import Object, part, several

IDENTITY_VOLUME = "eks-pod-identity-token"
IDENTITY_FOLDER = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount"
_IDENTITY_AUDIENCE = "pods.eks.amazonaws.com"
_TOKEN_SECONDS = 3600
_MODE = 0o644


class Volumes:
    """The volumes of one pod."""

    def __init__(self, pod: Object, folder: Path, claims: Path, addresses: Mapping[str, str], authority: Path) -> None:
        """Describe them; `claims` has what outlives pods, `authority` signs the certificates of databases."""
        self._pod = pod
        self._folder = folder
        self._claims = claims
        self._addresses = addresses
        self._authority = authority
        self.renew_at: datetime | None = None
        """When the first of the tokens has to be written anew."""

    def fill(self, found: ClusterConfiguration, *, with_identity: bool) -> None:
        """Write what the volumes hold. Raises ConfigurationError that names what is missing."""
        self.renew_at = None
        for volume in several(self._pod["spec"], "volumes"):
            self._fill(volume, found)
        if with_identity:
            token = {"audience": _IDENTITY_AUDIENCE, "expirationSeconds": 86400, "path": IDENTITY_VOLUME}
            self._token(self._path(IDENTITY_VOLUME), token, found)

    def mounts(self, container: Object, known: Mapping[str, str], *, with_identity: bool) -> list[Object]:
        """Give what a container sees, and where."""
        volumes = {volume["name"]: volume for volume in several(self._pod["spec"], "volumes")}
        result: list[Object] = []
        for mount in several(container, "volumeMounts"):
            volume = volumes[mount["name"]]
            source = self._path_of(volume)
            within = expand(mount["subPathExpr"], known) if mount.get("subPathExpr") else mount.get("subPath")
            if within:
                source /= within
                if not source.exists():
                    source.mkdir(parents=True)
            writable = "emptyDir" in volume or "persistentVolumeClaim" in volume
            read_only = bool(mount.get("readOnly")) or not writable
            result.append({"source": str(source), "target": mount["mountPath"], "readOnly": read_only})
        if with_identity:
            result.append({"source": str(self._path(IDENTITY_VOLUME)), "target": IDENTITY_FOLDER, "readOnly": True})
        return sorted(result, key=lambda mount: mount["target"].count("/"))

    def _fill(self, volume: Object, found: ClusterConfiguration) -> None:
        path = self._path_of(volume)
        path.mkdir(parents=True, exist_ok=True)
        for kind in ("configMap", "secret", "downwardAPI"):
            if source := volume.get(kind):
                self._write(path, kind, source, source.get("defaultMode", _MODE), found)
        projected = part(volume, "projected")
        for source in several(projected, "sources"):
            for kind, content in source.items():
                if kind == "serviceAccountToken":
                    self._token(path, content, found)
                else:
                    self._write(path, kind, content, projected.get("defaultMode", _MODE), found)
        if claim := volume.get("persistentVolumeClaim"):
            self._check_claim(claim["claimName"], found)

    def _write(self, path: Path, kind: str, source: Object, mode: int, found: ClusterConfiguration) -> None:
        items = several(source, "items")
        if kind == "downwardAPI":
            for item in items:
                _put(path / item["path"], self._downward(item).encode(), item.get("mode", mode))
            return
        name = source.get("name") or source["secretName"]
        content = found.secret(name) if kind == "secret" else found.binary_config_map(name)
        title = "secret" if kind == "secret" else "configmap"
        if content is None:
            if source.get("optional"):
                return
            raise ConfigurationError(f'{title} "{name}" not found')
        whole: list[Object] = [{"key": key, "path": key} for key in content]
        for item in items or whole:
            if item["key"] in content:
                known = trusting(content[item["key"]], self._authority)
                _put(path / item["path"], known, item.get("mode", mode))
            elif not source.get("optional"):
                raise ConfigurationError(f"{title} references non-existent {title} key: {item['key']}")

    def _downward(self, item: Object) -> str:
        if field := item.get("fieldRef"):
            return field_of(field["fieldPath"], self._pod, self._addresses)
        return resource_of(item["resourceFieldRef"], {}, self._pod)

    def _token(self, path: Path, source: Object, found: ClusterConfiguration) -> None:
        seconds = int(source.get("expirationSeconds") or _TOKEN_SECONDS)
        token, ends = found.token(source.get("audience"), seconds)
        _put(path / source["path"], token.encode(), 0o600)
        # The kubelet's own measure: at four fifths of a token's life.
        now = datetime.now(ends.tzinfo)
        renew = now + (ends - now) * 0.8
        self.renew_at = min(renew, self.renew_at) if self.renew_at else renew

    def _check_claim(self, name: str, found: ClusterConfiguration) -> None:
        claim = found.claim(name)
        if claim is None:
            raise ConfigurationError(f'persistentvolumeclaim "{name}" not found')
        if part(claim, "status").get("phase") != "Bound":
            raise ConfigurationError(f'persistentvolumeclaim "{name}" is not bound')

    def _path_of(self, volume: Object) -> Path:
        if claim := volume.get("persistentVolumeClaim"):
            return self._claims / self._pod["metadata"]["namespace"] / claim["claimName"]
        return self._path(volume["name"])

    def _path(self, name: str) -> Path:
        path = self._folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path


def _put(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    # All users of a pod are one user of this machine.
    temporary.chmod(mode | 0o400)
    temporary.replace(path)

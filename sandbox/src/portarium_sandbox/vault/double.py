"""A double of Vault's HTTP API: what the jobs ask is answered as the API's reference has it, all else is refused.

It has no cryptography and one server. Who asks is held against the policies, as Vault does it.
"""

from __future__ import annotations

import base64
import re
from typing import Any, ClassVar

from portarium_sandbox.vault.policies import allowed, fits
from portarium_sandbox.vault.refusal import RefusedError
from portarium_sandbox.vault.root_tokens import RootTokens

_WITHOUT_TOKEN = re.compile(r"sys/(init|seal-status|health|leader|generate-root/.*)|auth/kubernetes/login")


class VaultDouble(RootTokens):
    """The state of it; `accounts` are the tokens that Kubernetes vouches for, by their namespace and account.

    A server that asks Kubernetes, writes to a disk and has a key overrides what the methods without underscores do.
    """

    def __init__(self, accounts: dict[str, tuple[str, str]]) -> None:
        self.accounts = accounts
        self.initialised = False
        self.sealed_for = 2
        """How often it says that it is still sealed, once it is initialised."""
        self.audits: dict[str, Any] = {}
        self.auths: dict[str, Any] = {"token/": {"type": "token", "accessor": "auth_token_1"}}
        self.auth_config: dict[str, Any] | None = None
        self.mounts: dict[str, Any] = {"sys/": {"type": "system"}}
        self.mount_config: dict[str, Any] = {"max_versions": 0, "cas_required": False}
        self.upgrading = 0
        self.policies: dict[str, str] = {"default": "", "root": ""}
        self.roles: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, tuple[str, ...]] = {}
        self.recovery_keys = [base64.b64encode(f"key-{number}".encode()).decode() for number in range(5)]
        self.threshold = 3
        self.attempt: dict[str, Any] | None = None
        self.snapshot = b""
        self.broken: set[str] = set()
        """Paths at which it fails."""
        self.written: list[str] = []
        """Each request that changed something, as `<method> <path>`."""
        self._number = 0

    def state(self) -> dict[str, Any]:
        """All that stays, without tokens."""
        return {
            "audits": self.audits,
            "auths": self.auths,
            "authConfig": self.auth_config,
            "mounts": self.mounts,
            "mountConfig": self.mount_config,
            "policies": self.policies,
            "roles": self.roles,
        }

    @property
    def roots(self) -> list[str]:
        """The root tokens that are valid."""
        return [token for token, policies in self.tokens.items() if "root" in policies]

    def account_of(self, token: str) -> tuple[str, str]:
        """The namespace and the name of the account that a token is of; two empty words when nobody vouches for it."""
        return self.accounts.get(token, ("", ""))

    def open_log(self, place: str) -> None:
        """Open a log of requests; raise RefusedError where that can't be."""

    def seal(self) -> None:
        """Seal what was made; raise RefusedError where the key can't be used."""

    def take_snapshot(self) -> bytes:
        """Everything that is kept, as a file."""
        return self.snapshot

    def may(self, token: str, path: str, capability: str) -> bool:
        """Whether the policies of a token let it do this."""
        policies = self.tokens.get(token, ())
        if "root" in policies:
            return True
        return allowed(path, capability, [self.policies.get(name, "") for name in policies])

    def answer(self, method: str, path: str, token: str, body: dict[str, Any]) -> Any:
        """Answer a request; raise RefusedError as Vault would."""
        path, _, query = path.partition("?")
        listing = query == "list=true"
        if self.sealed and not re.fullmatch(r"sys/(init|seal-status|health)", path):
            raise RefusedError(503, "Vault is sealed")
        if not _WITHOUT_TOKEN.fullmatch(path):
            capability = "list" if listing else {"GET": "read", "DELETE": "delete"}.get(method, "update")
            if not self.may(token, path, capability) and not (
                capability == "update" and self.may(token, path, "create")
            ):
                raise RefusedError(403, "permission denied")
        if method in {"POST", "DELETE"} and not path.startswith("auth/"):
            self.written.append(f"{method} {path}")
        if path in self.broken:
            raise RefusedError(500, "internal error")
        for pattern, handler in self.ROUTES:
            if found := re.fullmatch(pattern, f"{'LIST' if listing else method} {path}"):
                return handler(self, *found.groups(), token=token, body=body, query=query)
        raise RefusedError(404, f'no handler for route "{path}". route entry not found.')

    @property
    def sealed(self) -> bool:
        """Whether it is sealed: before it is initialised, and for a moment afterwards."""
        return not self.initialised or self.sealed_for > 0

    def _init_status(self, **_: Any) -> Any:
        return {"initialized": self.initialised}

    def _init(self, *, body: dict[str, Any], **_: Any) -> Any:
        if self.initialised:
            raise RefusedError(400, "Vault is already initialized")
        if strange := sorted(set(body) - {"recovery_shares", "recovery_threshold"}):
            raise RefusedError(400, f"parameters {','.join(strange)} not applicable to seal type awskms")
        self.seal()
        self.initialised = True
        self.recovery_keys = self.recovery_keys[: body["recovery_shares"]]
        self.threshold = body["recovery_threshold"]
        return {
            "keys": [],
            "keys_base64": [],
            "recovery_keys": [base64.b64decode(key).hex() for key in self.recovery_keys],
            "recovery_keys_base64": self.recovery_keys,
            "root_token": self.new_token("root"),
        }

    def _seal_status(self, **_: Any) -> Any:
        sealed = self.sealed
        if self.initialised:
            self.sealed_for = max(0, self.sealed_for - 1)
        return {"type": "awskms", "initialized": self.initialised, "sealed": sealed, "storage_type": "raft"}

    def _health(self, *, query: str, **_: Any) -> Any:
        if not self.initialised:
            if "uninitcode=200" in query.split("&"):
                return {"initialized": False, "sealed": True, "standby": True, "version": "2.0.4"}
            raise RefusedError(501)
        if self.sealed:
            self.sealed_for = max(0, self.sealed_for - 1)
            raise RefusedError(503)
        return {"initialized": True, "sealed": False, "standby": False, "version": "2.0.4"}

    def _audit_list(self, **_: Any) -> Any:
        return {**self.audits, "data": self.audits}

    def _audit(self, name: str, *, body: dict[str, Any], **_: Any) -> Any:
        if f"{name}/" in self.audits:
            raise RefusedError(400, "path already in use")
        self.open_log(str(body["options"]["file_path"]))
        self.audits[f"{name}/"] = body

    def _auth_list(self, **_: Any) -> Any:
        return {**self.auths, "data": self.auths}

    def _auth(self, name: str, *, body: dict[str, Any], **_: Any) -> Any:
        if f"{name}/" in self.auths:
            raise RefusedError(400, f"path is already in use at {name}/")
        self.auths[f"{name}/"] = {**body, "accessor": f"auth_{name}_1"}

    def _auth_config_read(self, **_: Any) -> Any:
        if self.auth_config is None:
            raise RefusedError(404)
        return {"data": self.auth_config}

    def _auth_config_write(self, *, body: dict[str, Any], **_: Any) -> Any:
        self.written.append("POST auth/kubernetes/config")
        self.auth_config = {"issuer": "", "pem_keys": [], "kubernetes_ca_cert": "", **body}

    def _login(self, *, body: dict[str, Any], **_: Any) -> Any:
        if "kubernetes/" not in self.auths or self.auth_config is None:
            raise RefusedError(403, "permission denied")
        role = self.roles.get(body["role"])
        if role is None:
            raise RefusedError(400, f'invalid role name "{body["role"]}"')
        namespace, account = self.account_of(body["jwt"])
        if not fits(role["bound_service_account_namespaces"], namespace):
            raise RefusedError(403, "namespace not authorized")
        if not fits(role["bound_service_account_names"], account):
            raise RefusedError(403, "service account name not authorized")
        token = self.new_token("default", *role["token_policies"])
        return {"auth": {"client_token": token, "lease_duration": role["token_ttl"], "renewable": True}}

    def _role_list(self, **_: Any) -> Any:
        if not self.roles:
            raise RefusedError(404)
        return {"data": {"keys": sorted(self.roles)}}

    def _role_read(self, name: str, **_: Any) -> Any:
        if name not in self.roles:
            raise RefusedError(404)
        return {"data": self.roles[name]}

    def _role_write(self, name: str, *, body: dict[str, Any], **_: Any) -> Any:
        self.written.append(f"POST auth/kubernetes/role/{name}")
        self.roles[name] = {"alias_name_source": "serviceaccount_uid", "token_type": "default", **body}

    def _role_delete(self, name: str, **_: Any) -> Any:
        self.written.append(f"DELETE auth/kubernetes/role/{name}")
        self.roles.pop(name, None)

    def _policy_list(self, **_: Any) -> Any:
        return {"data": {"keys": sorted(self.policies)}}

    def _policy_read(self, name: str, **_: Any) -> Any:
        if name not in self.policies:
            raise RefusedError(404)
        return {"data": {"name": name, "policy": self.policies[name]}}

    def _policy_write(self, name: str, *, body: dict[str, Any], **_: Any) -> Any:
        self.policies[name] = body["policy"]

    def _policy_delete(self, name: str, **_: Any) -> Any:
        self.policies.pop(name, None)

    def _mount_list(self, **_: Any) -> Any:
        return {**self.mounts, "data": self.mounts}

    def _mount(self, name: str, *, body: dict[str, Any], **_: Any) -> Any:
        if f"{name}/" in self.mounts:
            raise RefusedError(400, f"path is already in use at {name}/")
        self.mounts[f"{name}/"] = body
        self.upgrading = 2

    def _kv_config_read(self, **_: Any) -> Any:
        self._require_mount()
        return {"data": self.mount_config}

    def _kv_config_write(self, *, body: dict[str, Any], **_: Any) -> Any:
        self._require_mount()
        self.mount_config = {**self.mount_config, **body}

    def _require_mount(self) -> None:
        if "portarium/" not in self.mounts:
            raise RefusedError(404, 'no handler for route "portarium/config". route entry not found.')
        if self.upgrading:
            self.upgrading -= 1
            raise RefusedError(400, "Upgrading from non-versioned to versioned data. This backend will be unavailable.")

    def _lookup_self(self, *, token: str, **_: Any) -> Any:
        return {"data": {"accessor": f"accessor-of-{token}", "policies": list(self.tokens[token])}}

    def _accessors(self, **_: Any) -> Any:
        return {"data": {"keys": [f"accessor-of-{token}" for token in self.tokens]}}

    def _lookup_accessor(self, *, body: dict[str, Any], **_: Any) -> Any:
        token = body["accessor"].removeprefix("accessor-of-")
        return {"data": {"accessor": body["accessor"], "policies": list(self.tokens[token])}}

    def _revoke_accessor(self, *, body: dict[str, Any], **_: Any) -> Any:
        self.tokens.pop(body["accessor"].removeprefix("accessor-of-"))

    def _revoke_self(self, *, token: str, **_: Any) -> Any:
        self.tokens.pop(token)

    def _snapshot(self, **_: Any) -> Any:
        return self.take_snapshot()

    ROUTES: ClassVar[list[tuple[str, Any]]] = [
        ("GET sys/init", _init_status),
        ("POST sys/init", _init),
        ("GET sys/seal-status", _seal_status),
        ("GET sys/health", _health),
        ("POST sys/generate-root/attempt", RootTokens.make_attempt),
        ("DELETE sys/generate-root/attempt", RootTokens.cancel_attempt),
        ("POST sys/generate-root/update", RootTokens.take_share),
        ("GET sys/audit", _audit_list),
        ("POST sys/audit/([a-z]+)", _audit),
        ("GET sys/auth", _auth_list),
        ("POST sys/auth/([a-z]+)", _auth),
        ("GET auth/kubernetes/config", _auth_config_read),
        ("POST auth/kubernetes/config", _auth_config_write),
        ("POST auth/kubernetes/login", _login),
        ("LIST auth/kubernetes/role", _role_list),
        ("GET auth/kubernetes/role/([a-z0-9-]+)", _role_read),
        ("POST auth/kubernetes/role/([a-z0-9-]+)", _role_write),
        ("DELETE auth/kubernetes/role/([a-z0-9-]+)", _role_delete),
        ("LIST sys/policies/acl", _policy_list),
        ("GET sys/policies/acl/([a-z0-9-]+)", _policy_read),
        ("POST sys/policies/acl/([a-z0-9-]+)", _policy_write),
        ("DELETE sys/policies/acl/([a-z0-9-]+)", _policy_delete),
        ("GET sys/mounts", _mount_list),
        ("POST sys/mounts/([a-z]+)", _mount),
        ("GET portarium/config", _kv_config_read),
        ("POST portarium/config", _kv_config_write),
        ("GET auth/token/lookup-self", _lookup_self),
        ("LIST auth/token/accessors", _accessors),
        ("POST auth/token/lookup-accessor", _lookup_accessor),
        ("POST auth/token/revoke-accessor", _revoke_accessor),
        ("POST auth/token/revoke-self", _revoke_self),
        ("GET sys/storage/raft/snapshot", _snapshot),
    ]

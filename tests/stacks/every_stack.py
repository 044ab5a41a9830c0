"""Recordings that have every component between them: all kinds of stack, before and after what settings can change."""

from collections.abc import Iterator

from tests.recording import Recording
from tests.settings.configuration import items, resolved
from tests.stacks.recorded import STACKS, Build, build, delegated, recorded, recorded_account


def every_recording() -> Iterator[Recording]:
    """Each stack of ours, prod after its delegation, an environment with other secrets, and the accounts."""
    yield from (built.recording for built in (*map(recorded, STACKS), delegated("prod"), with_other_secrets()))
    yield from (recorded_account(), recorded_account("account-dev"), recorded_account("account-records"))


def with_other_secrets() -> Build:
    """One whose images are private, with files of Vault and a client of NATS; its secrets are in Vault."""
    private: dict[str, object] = {
        "images.visibility": "private",
        "secretsBundle.items": items(("registry/pull", "image-pull")),
        "workloads.0.secretFiles": {"signing.json": "signing"},
        "workloads.0.variables.NATS_URL": {"nats": "url"},
    }
    settings = resolved("dev", private)
    bundle = settings.secrets_bundle.model_copy(update={"source": "ext-vault"})
    return build(settings.model_copy(update={"secrets_bundle": bundle}))

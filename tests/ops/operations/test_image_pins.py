"""The images of an environment are pinned in its file: all of them, or none."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from domain import image as image_names
from ops.operations.container_registry import ContainerRegistry
from ops.operations.error import OperationError
from ops.operations.image_pins import pin
from ops.operations.images import images_of
from settings.files import DIRECTORY, read_config
from settings.from_files import settings_from_files
from tests.ops.operations.registry_server import digest_of, index, registry
from tests.settings.configuration import DIGESTS, NOW, SHA

_OTHER = "b" * 40


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the project's settings and those of staging, at a known SHA and pinned to nothing."""
    shutil.copy(DIRECTORY / "Pulumi.yaml", tmp_path)
    content = yaml.safe_load((DIRECTORY / "Pulumi.staging.yaml").read_text(encoding="utf-8"))
    content["config"]["portarium:imageSha"] = SHA
    content["config"].pop("portarium:imageDigests", None)
    (tmp_path / "Pulumi.staging.yaml").write_text(f"# Ours.\n{yaml.safe_dump(content)}", encoding="utf-8")
    return tmp_path


def _shelf(*missing: str) -> Callable[[str], str | None]:
    """What a registry says that has all images but these."""

    def digest(name: str) -> str | None:
        component = name.partition("/portarium-")[2].partition(":")[0]
        return None if component in missing else DIGESTS[component]

    return digest


def test_every_image_is_pinned_once_and_for_all(files: Path) -> None:
    """The next update runs these, and pinning again changes nothing."""
    pinned = pin("staging", _shelf(), now=NOW, directory=files)
    written = (files / "Pulumi.staging.yaml").read_text(encoding="utf-8")
    again = pin("staging", _shelf(), now=NOW, directory=files)

    assert (pinned.changed, again.changed, again.names) == (True, False, pinned.names)
    assert written == (files / "Pulumi.staging.yaml").read_text(encoding="utf-8")
    assert written.startswith("# Ours.\n")
    settings = settings_from_files("staging", now=NOW, directory=files)
    assert sorted(pinned.names) == sorted(set(settings.image_of_each().values()))
    assert all(name.rpartition("@")[2] in DIGESTS.values() for name in pinned.names)


def test_what_the_registry_serves_is_what_is_pinned(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each image by its own index, as it came over the wire."""
    names = [f"portarium/portarium-{component}" for component in DIGESTS]
    content = {f"{name}/manifests/{SHA}": index(name) for name in names}
    with registry(content) as host:
        monkeypatch.setattr(image_names, "REGISTRY", host)
        pinned = pin("staging", ContainerRegistry({}, scheme="http").digest, now=NOW, directory=files)

    assert pinned.images == {
        component: digest_of(content[f"portarium/portarium-{component}/manifests/{SHA}"]) for component in DIGESTS
    }


def test_all_images_or_none(files: Path) -> None:
    """A line for each that is not there, and the file stays as it is."""
    before = (files / "Pulumi.staging.yaml").read_text(encoding="utf-8")

    with pytest.raises(OperationError) as refused:
        pin("staging", _shelf("control-plane", "egress-proxy"), now=NOW, directory=files)

    assert str(refused.value).splitlines() == [
        f"no ghcr.io/portarium/portarium-{component}:{SHA}; nothing is pinned"
        for component in ("egress-proxy", "control-plane")
    ]
    assert (files / "Pulumi.staging.yaml").read_text(encoding="utf-8") == before


def test_with_a_sha_the_file_names_it_too(files: Path) -> None:
    """Digests of another release than the file's would be left aside by the next update."""
    pin("staging", _shelf(), now=NOW, directory=files)
    pinned = pin("staging", _shelf(), sha=_OTHER, now=NOW, directory=files)

    assert pinned.sha == _OTHER
    assert settings_from_files("staging", now=NOW, directory=files).image_sha == _OTHER


def test_after_the_sha_has_changed_the_tags_decide_until_it_is_pinned_again(files: Path) -> None:
    """A promotion by hand is: set the SHA, pin, update; without the second step it is the SHA alone."""
    pin("staging", _shelf(), now=NOW, directory=files)
    file = files / "Pulumi.staging.yaml"
    file.write_text(file.read_text().replace(f"imageSha: {SHA}", f"imageSha: {_OTHER}"), encoding="utf-8")
    assert all(each.name.endswith(f":{_OTHER}") for each in images_of("staging", now=NOW, directory=files))

    pin("staging", _shelf(), now=NOW, directory=files)

    assert all(f":{_OTHER}@" in each.name for each in images_of("staging", now=NOW, directory=files))


def test_where_images_run_by_digest_alone_a_new_sha_can_still_be_pinned(files: Path) -> None:
    """What nobody has pinned yet is refused by an update, and not by the way out."""
    project = files / "Pulumi.yaml"
    content = yaml.safe_load(project.read_text(encoding="utf-8"))
    content["config"]["images"]["value"]["byDigest"] = True
    project.write_text(yaml.safe_dump(content), encoding="utf-8")

    pin("staging", _shelf(), sha=_OTHER, now=NOW, directory=files)

    settings = settings_from_files("staging", now=NOW, directory=files)
    assert settings.is_pinned
    assert settings.images.by_digest
    assert all(f":{_OTHER}@" in image for image in settings.image_by_name().values())


def test_a_list_at_another_sha_is_not_pinned(files: Path) -> None:
    """What its digests are nobody has looked at; at the file's own they are told."""
    pin("staging", _shelf(), now=NOW, directory=files)

    assert all("@" in each.name for each in images_of("staging", SHA, now=NOW, directory=files))
    assert all(each.name.endswith(f":{_OTHER}") for each in images_of("staging", _OTHER, now=NOW, directory=files))


def test_digests_that_somebody_looked_at_are_written_as_they_are(files: Path) -> None:
    """The pipeline verifies in one job and deploys in another; no registry is asked again."""
    printed = json.dumps(asdict(pin("staging", _shelf(), now=NOW, directory=files)))
    shutil.copy(DIRECTORY / "Pulumi.staging.yaml", files)

    pinned = pin("staging", lambda _: None, sha=SHA, given=printed, now=NOW, directory=files)

    assert dict(pinned.images) == DIGESTS
    found = json.loads(read_config("staging", files)["portarium:imageDigests"])
    assert found == {"sha": SHA, "images": DIGESTS}


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("nonsense", "--digests: this is not what `portarium images --pin --json` prints"),
        ("[]", "--digests: this is not what `portarium images --pin --json` prints"),
        (json.dumps({"sha": _OTHER, "images": DIGESTS}), "Pulumi.staging.yaml: these digests are of bbbb"),
        (json.dumps({"sha": SHA, "images": {}}), "Pulumi.staging.yaml: imageDigests.images: is empty"),
    ],
)
def test_digests_that_an_update_would_refuse_are_not_written(files: Path, given: str, line: str) -> None:
    """They come from elsewhere, so they are looked at like anybody's."""
    before = (files / "Pulumi.staging.yaml").read_text(encoding="utf-8")

    with pytest.raises(OperationError) as refused:
        pin("staging", _shelf(), given=given, now=NOW, directory=files)

    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)
    assert (files / "Pulumi.staging.yaml").read_text(encoding="utf-8") == before

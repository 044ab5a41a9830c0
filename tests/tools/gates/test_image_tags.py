"""Images by what may move are found wherever an image is named; those by what can't move are let pass."""

from pathlib import Path

import pytest

from tools.gates.image_tags import of_file

SHA, DIGEST = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829", f"@sha256:{'0' * 64}"


def _findings(root: Path, path: str, text: str) -> list[str]:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    return list(of_file(root, path))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("docker-compose.yml", "    image: postgres:16"),
        ("docker-compose.yml", "    image: minio/minio"),
        ("values.yaml", '  image: "ghcr.io/portarium/portarium-api:prod-latest"'),
        ("images/proxy/Dockerfile", "FROM golang:alpine AS build"),
        ("images/proxy/Dockerfile", "FROM --platform=linux/amd64 debian"),
        ("stacks/site.py", 'IMAGE = "quay.io/argoproj/argocd:stable"'),
        ("docs/page.md", "Run `ghcr.io/portarium/portarium-api:main`."),
    ],
)
def test_what_may_move_is_found_with_its_line(tmp_path: Path, path: str, line: str) -> None:
    """A branch, a stage, a major version, or nothing at all, in whatever kind of file."""
    [finding] = _findings(tmp_path, path, f"# first\n{line}\n")
    assert finding.startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("docker-compose.yml", "    image: postgres:16.14"),
        ("docker-compose.yml", f"    image: minio/minio{DIGEST}"),
        ("docker-compose.yml", "    image: ${IMAGE}"),
        ("images/proxy/Dockerfile", "FROM scratch"),
        ("images/proxy/Dockerfile", f"FROM golang:1.24-alpine{DIGEST} AS build"),
        ("stacks/site.py", f'IMAGE = "ghcr.io/portarium/portarium-api:{SHA}"'),
        ("stacks/site.py", 'REPOSITORY = "ghcr.io/portarium/portarium-api"'),
        ("tests/policies/test_images.py", 'BAD = "ghcr.io/portarium/portarium-api:latest"'),
    ],
)
def test_what_cannot_move_is_let_pass(tmp_path: Path, path: str, line: str) -> None:
    """A digest, a SHA, a full version; a repository alone is none, and tests have bad names on purpose."""
    assert _findings(tmp_path, path, f"{line}\n") == []


def test_a_stage_of_the_same_file_is_no_image(tmp_path: Path) -> None:
    """`FROM build` copies what an earlier line of the file made."""
    text = f"FROM golang:1.24{DIGEST} AS build\nFROM build AS tested\nFROM scratch\n"
    assert _findings(tmp_path, "images/proxy/Dockerfile", text) == []

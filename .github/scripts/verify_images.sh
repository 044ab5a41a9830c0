#!/usr/bin/env bash
# Refuses images that the image workflow of the images' repository did not sign on main (Sigstore, keyless).
# From: IMAGE_SHA, IMAGES_REPOSITORY, GITHUB_TOKEN, GITHUB_ACTOR.
set -euo pipefail

organization=$(yq -er '.config.images.value.organization' Pulumi.yaml)
mapfile -t components < <(yq -er '.config.workloads.value[].name' Pulumi.yaml)
[ "${#components[@]}" -gt 0 ] || { echo "::error::Pulumi.yaml names no workloads." >&2; exit 1; }

cosign login ghcr.io --username "$GITHUB_ACTOR" --password-stdin <<< "$GITHUB_TOKEN"
# The egress proxy is the platform's own and in no list of workloads.
for component in "${components[@]}" egress-proxy; do
  image="ghcr.io/$organization/portarium-$component:$IMAGE_SHA"
  cosign verify "$image" \
    --certificate-oidc-issuer https://token.actions.githubusercontent.com \
    --certificate-identity "https://github.com/$IMAGES_REPOSITORY/.github/workflows/ci-images.yml@refs/heads/main" \
    --certificate-github-workflow-sha "$IMAGE_SHA" \
    > /dev/null || { echo "::error::$image: not signed by the image workflow on main for this commit." >&2; exit 1; }
  echo "$image: signed"
done

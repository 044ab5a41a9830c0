#!/usr/bin/env bash
# Refuses images that the image workflow of the images' repository did not sign on main (Sigstore, keyless), and hands
# on what they are as `digests`: what was looked at here is what runs, whatever their tags say by then.
# From: STACK, IMAGE_SHA, IMAGES_REPOSITORY, GITHUB_TOKEN, GITHUB_ACTOR, GITHUB_OUTPUT.
set -euo pipefail

# From the settings of the stack, as its update reads them: whatever it would run is looked at.
digests=$(.venv/bin/portarium images "$STACK" --sha "$IMAGE_SHA" --pin --json)
list=$(.venv/bin/portarium images "$STACK" --sha "$IMAGE_SHA")
mapfile -t images <<< "$list"

cosign login "${images[0]%%/*}" --username "$GITHUB_ACTOR" --password-stdin <<< "$GITHUB_TOKEN"
for image in "${images[@]}"; do
  cosign verify "$image" \
    --certificate-oidc-issuer https://token.actions.githubusercontent.com \
    --certificate-identity "https://github.com/$IMAGES_REPOSITORY/.github/workflows/ci-images.yml@refs/heads/main" \
    --certificate-github-workflow-sha "$IMAGE_SHA" \
    > /dev/null || { echo "::error::$image: not signed by the image workflow on main for this commit." >&2; exit 1; }
  echo "$image: signed"
done
printf 'digests=%s\n' "$(tr -d '\n' <<< "$digests")" >> "$GITHUB_OUTPUT"

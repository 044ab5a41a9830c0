#!/usr/bin/env bash
# Commits the SHA that an environment has completed an update with, and what its images are; the history of the stack's
# file is its log. From: STACK, IMAGE_SHA, IMAGE_DIGESTS, AUTOMATIC (held, released or unchanged), ACTOR.
set -euo pipefail

file="Pulumi.$STACK.yaml"
.venv/bin/portarium images "$STACK" --sha "$IMAGE_SHA" --pin --digests "$IMAGE_DIGESTS"
git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
# Empty when the SHA is what main says already: that somebody deployed it is worth a line all the same.
git commit --quiet --allow-empty --message "release($STACK): ${IMAGE_SHA:0:12}" \
  --message "$(printf 'Released-To: %s\nImage-Sha: %s\nAutomatic-Deployments: %s\nReleased-By: %s' \
    "$STACK" "$IMAGE_SHA" "$AUTOMATIC" "$ACTOR")" -- "$file"

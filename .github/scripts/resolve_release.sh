#!/usr/bin/env bash
# Prints what a deployment is made of, as lines for GITHUB_OUTPUT: stack, sha, approvals, and `automatic`, which the
# release commit records. From: STACK, IMAGE_SHA (may be empty), TRIGGER (the event's name).
set -euo pipefail

approvals=$(python3 -c 'import json, sys
print(json.load(open("infra/environments.json"))["environments"][sys.argv[1]]["promotion"]["approvals"])' "$STACK")
committed=$(sed -nE 's/^ *portarium:imageSha: *"?([0-9a-f]{40})"? *$/\1/p' "Pulumi.$STACK.yaml")
last=$(git log -1 --grep="^Released-To: $STACK\$" --format='%(trailers:key=Automatic-Deployments,valueonly)')

automatic=unchanged
if [ "$TRIGGER" = workflow_run ]; then
  if [ "$last" = held ]; then
    echo "::notice::Someone chose the SHA of $STACK; automatic deployments wait for a deployment without a SHA." >&2
    exit 0
  fi
elif [ -n "$IMAGE_SHA" ]; then
  # Whoever names a SHA, most of all a rollback, does not want the next commit to undo it.
  automatic=held
else
  automatic=released
fi

sha=${IMAGE_SHA:-$committed}
if ! [[ "$sha" =~ ^[0-9a-f]{40}$ ]]; then
  echo "::error::imageSha is not a full git SHA (40 lower-case hex digits); tags and short SHAs are never deployed." >&2
  exit 1
fi
printf 'stack=%s\nsha=%s\napprovals=%s\nautomatic=%s\n' "$STACK" "$sha" "$approvals" "$automatic"

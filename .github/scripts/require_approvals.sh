#!/usr/bin/env bash
# Refuses a run that fewer people approved than the registry asks for. Neither who started it counts nor who started
# it again: on a re-run these are two, and each of them would approve what is their own.
# From: REQUIRED, GH_TOKEN, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_ACTOR, GITHUB_TRIGGERING_ACTOR.
set -euo pipefail

[[ "$REQUIRED" =~ ^[0-9]+$ ]] || { echo "::error::The number of approvals is unknown." >&2; exit 1; }
[ "$REQUIRED" -gt 0 ] || exit 0
approved=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID/approvals" \
  --jq '.[] | select(.state == "approved") | .user.login')
others=$(grep -vixF -e "$GITHUB_ACTOR" -e "$GITHUB_TRIGGERING_ACTOR" <<<"$approved" | sort -uf || true)
people=$(grep -c . <<<"$others" || true)
if [ "$people" -lt "$REQUIRED" ]; then
  echo "::error::$people of $REQUIRED people have approved; check the reviewers of the GitHub environments." >&2
  exit 1
fi

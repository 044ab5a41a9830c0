#!/usr/bin/env bash
# Refuses a run that fewer people approved than the registry asks for; whoever started it does not count.
# From: REQUIRED, GH_TOKEN, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_TRIGGERING_ACTOR.
set -euo pipefail

[[ "$REQUIRED" =~ ^[0-9]+$ ]] || { echo "::error::The number of approvals is unknown." >&2; exit 1; }
[ "$REQUIRED" -gt 0 ] || exit 0
people=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID/approvals" \
  --jq '[.[] | select(.state == "approved") | .user.login | select(. != env.GITHUB_TRIGGERING_ACTOR)] | unique | length')
if [ "$people" -lt "$REQUIRED" ]; then
  echo "::error::$people of $REQUIRED people have approved; check the reviewers of the GitHub environments." >&2
  exit 1
fi

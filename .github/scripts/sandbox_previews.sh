#!/usr/bin/env bash
# Previews every environment on the sandbox, and rolls it out for the next one to promote from. The SHA of the first
# is used for all: what may come where is decided against the real history, and an empty cloud has none.
set -euo pipefail

.venv/bin/portarium sandbox up
variables=$(.venv/bin/portarium sandbox env)
eval "$variables"
sha=$(pulumi config get imageSha -s dev)
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
for stack in dev staging prod; do
  pulumi config set imageSha "$sha" -s "$stack"
  # What an account has comes before the environment in it, which is refused otherwise.
  echo "::group::pulumi up -s account-$stack"
  pulumi up -s "account-$stack" --policy-pack policies --yes --skip-preview --non-interactive --color never
  echo "::endgroup::"
  echo "::group::pulumi preview -s $stack"
  pulumi preview -s "$stack" --policy-pack policies --non-interactive --color never 2>&1 | tee preview.log
  echo "::endgroup::"
  { printf '### %s, in an empty cloud\n\n~~~~~~\n' "$stack"; tail -n 25 preview.log; printf '\n~~~~~~\n'; } >> "$summary"
  rm preview.log
  echo "::group::pulumi up -s $stack"
  pulumi up -s "$stack" --policy-pack policies --yes --skip-preview --non-interactive --color never
  echo "::endgroup::"
done
.venv/bin/portarium status
.venv/bin/portarium sandbox down

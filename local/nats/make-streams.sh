#!/bin/sh
# Makes each stream of streams/, and brings one that is there in step with its file.
# NATS_URL, NATS_USER and NATS_PASSWORD say where and who.
set -eu
cd "$(dirname "$0")/streams"
for file in *.json; do
  stream="${file%.json}"
  if nats stream info "$stream" >/dev/null 2>&1; then
    nats stream edit "$stream" --config "$file" --force
  else
    nats stream add "$stream" --config "$file"
  fi
done

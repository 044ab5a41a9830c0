#!/bin/sh
# Mounts the secrets, and writes each policy of policies/.
# MOUNT names where; VAULT_ADDR and VAULT_TOKEN say which Vault and who.
set -eu
cd "$(dirname "$0")/policies"
if ! vault secrets list | grep -q "^$MOUNT/"; then
  vault secrets enable -path="$MOUNT" -version=2 kv
fi
for file in *.hcl; do
  vault policy write "${file%.hcl}" "$file"
done

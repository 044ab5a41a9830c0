# Made by `portarium local generate` from what the clusters are made from: a change of it belongs there.
path "portarium/data/local/execution/*" {
  capabilities = ["read"]
}
path "portarium/metadata/local/execution/*" {
  capabilities = ["list", "read"]
}

# Made by `portarium local generate` from what the clusters are made from: a change of it belongs there.
path "portarium/data/local/control/*" {
  capabilities = ["read"]
}
path "portarium/metadata/local/control/*" {
  capabilities = ["list", "read"]
}

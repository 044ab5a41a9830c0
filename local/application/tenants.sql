-- Made by `portarium local generate` from what the clusters are made from: a change of it belongs there.
INSERT INTO workspace_registry (tenant_id) VALUES ('__global__'), ('ws-local-dev'), ('workspace-default') ON CONFLICT DO NOTHING;

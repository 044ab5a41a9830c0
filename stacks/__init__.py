"""The wiring: one module a layer, joined by `stacks.environment`."""

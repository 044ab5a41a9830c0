"""Doubles of the Pulumi providers this project uses: gRPC servers that the engine starts like any plugin.

Each subpackage is one provider and runs as ``python -m portarium_sandbox.providers.<name>``.
The modules beside them are what the doubles share: the wire format, the calls, differences and errors.
"""

"""The AWS double: real AWS API calls to the sandbox's server, driven by a declarative table.

`services/` is the table, one module a service; `handler` interprets it; `schema` knows what the pulumi-aws SDK allows.
"""

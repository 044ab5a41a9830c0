"""`pulumi-language-python`: lets the Pulumi engine run this project's Python program and policy packs."""

"""The operator's command line: thin `commands` over `operations` that can be called from Python."""

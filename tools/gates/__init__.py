"""Gates that look at the whole tree, each a target of `make`."""

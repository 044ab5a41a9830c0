"""One module a noun: what `portarium <noun>` offers."""

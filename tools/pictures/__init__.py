"""Pictures of prod, drawn from the registry and from what the program registers: nothing in them is typed by hand."""

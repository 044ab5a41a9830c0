"""Versions of components: what each promises, as it was recorded last, and which version a change of it needs."""

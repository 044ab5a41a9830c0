"""The documentation as one site: which pages it has, where they are, and how it is built and checked."""

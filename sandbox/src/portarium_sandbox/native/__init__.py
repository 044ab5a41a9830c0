"""Programs that run as plain processes where there are no containers: found or built, started, and ended again.

Another package says which, by the entry point `portarium.native`; nothing here knows what they are for.
"""

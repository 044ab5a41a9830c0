"""Third-party charts: none is installed, but their kinds are real, and doubles do the work of some."""

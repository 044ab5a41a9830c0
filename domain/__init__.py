"""The vocabulary below settings and components: words that several packages use, each defined once and typed."""

"""The engine: pure functions from a profile to a suggestion. It never sees YAML, files, a terminal or the clock."""

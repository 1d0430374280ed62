"""Answers for people and machines: a suggestion becomes text, JSON, Markdown or a page. Nothing is decided here."""

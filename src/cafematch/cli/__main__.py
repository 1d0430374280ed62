"""Runs the command line as `python -m cafematch.cli`."""

from cafematch.cli import run

run()

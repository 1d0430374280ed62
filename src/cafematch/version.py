"""The version of the software: in one place, for the package and for the fingerprint of an answer."""

__version__ = "0.1.0"

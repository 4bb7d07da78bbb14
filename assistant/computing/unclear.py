"""What ends a computation: something that the question or the document leaves open."""

from __future__ import annotations


class UnclearError(Exception):
    """A thing, column or number can't be told; the question is left to others."""

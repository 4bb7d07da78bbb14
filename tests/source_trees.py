"""Reads source code into a tree, also where CPython 3.11 stumbles.

It counts the depth of a tree for all threads together, so that a thread that parses meanwhile, or the garbage
collector, ends `ast.parse` with a SystemError that says nothing of the source (python/cpython issue 106905).
"""

from __future__ import annotations

import ast

TRIES = 5


def parse_source(source: str) -> ast.Module:
    """Return the tree of a module."""
    for _ in range(TRIES - 1):
        try:
            return ast.parse(source)
        except SystemError:
            continue
    return ast.parse(source)

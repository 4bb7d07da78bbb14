"""Readings above words, such as pinyin and furigana: they say how the words are spoken and stand between them."""

from __future__ import annotations

from bs4 import Tag


def remove_readings(root: Tag) -> int:
    """Take readings out of a page, so that words stay whole; return in how many places."""
    rubies = root.find_all("ruby")
    parents: list[Tag] = []
    for ruby in rubies:
        for reading in ruby.find_all(("rt", "rp", "rtc")):
            reading.decompose()
        for base in ruby.find_all("rb"):
            base.unwrap()
        if ruby.parent is not None:
            parents.append(ruby.parent)
        ruby.unwrap()
    for parent in parents:
        parent.smooth()
    return len(parents)

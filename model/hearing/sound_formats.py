"""What a sound file is, by its first bytes."""

from __future__ import annotations


def find_demuxer(data: bytes) -> str | None:
    """Name FFmpeg's demuxer for a file that libsndfile does not read, by its first bytes; else None."""
    if data[:4] == b"\x1aE\xdf\xa3":
        return "matroska"  # WebM
    if data[4:8] == b"ftyp":
        return "mov"  # M4A, 3GP
    if data[:5] == b"#!AMR":
        return "amr"
    return "aac" if data[:1] == b"\xff" and data[1:2] and data[1] & 0xF6 == 0xF0 else None


def is_mp3(data: bytes) -> bool:
    """Tell whether a file begins with a tag or a frame of MPEG layer III."""
    return data[:3] == b"ID3" or (data[:1] == b"\xff" and len(data) > 1 and data[1] & 0xE6 == 0xE2)

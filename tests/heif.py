"""A rotation put into a HEIC as a phone writes it: an `irot` property of its main picture (ISO/IEC 23008-12)."""

import struct


def _find(data: bytes, kind: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where a box begins and ends."""
    while start < end:
        (size,) = struct.unpack(">I", data[start : start + 4])
        if data[start + 4 : start + 8] == kind:
            return start, start + size
        start += size
    raise LookupError(kind)


def with_rotation(data: bytes, quarters: int) -> bytes:
    """Let a HEIC of one picture be shown turned anticlockwise by some quarters."""
    meta, meta_end = _find(data, b"meta", 0, len(data))
    iprp, iprp_end = _find(data, b"iprp", meta + 12, meta_end)
    ipco, ipco_end = _find(data, b"ipco", iprp + 8, iprp_end)
    ipma, ipma_end = _find(data, b"ipma", iprp + 8, iprp_end)
    irot = struct.pack(">I", 9) + b"irot" + bytes([quarters])
    properties, at = 0, ipco + 8
    while at < ipco_end:
        properties, at = properties + 1, at + struct.unpack(">I", data[at : at + 4])[0]
    # version 0, 7-bit indices: each item is its number, how many properties it has, and their indices
    assert data[ipma + 8 : ipma + 12] == b"\0\0\0\0"
    (items,) = struct.unpack(">I", data[ipma + 12 : ipma + 16])
    associations, at = b"", ipma + 16
    for _ in range(items):
        count = data[at + 2]
        associations += data[at : at + 2] + bytes([count + 1]) + data[at + 3 : at + 3 + count]
        associations += bytes([0x80 | (properties + 1)])
        at += 3 + count
    new_ipma = struct.pack(">I", 16 + len(associations)) + data[ipma + 4 : ipma + 16] + associations
    new_ipco = struct.pack(">I", ipco_end - ipco + 9) + data[ipco + 4 : ipco_end] + irot
    grown = len(new_ipma) - (ipma_end - ipma) + 9
    new_iprp = struct.pack(">I", iprp_end - iprp + grown) + b"iprp" + new_ipco + new_ipma
    body = data[meta + 8 : iprp] + new_iprp + data[iprp_end:meta_end]
    moved = _move_extents(struct.pack(">I", meta_end - meta + grown) + b"meta" + body, grown)
    return data[:meta] + moved + data[meta_end:]


def _move_extents(meta: bytes, grown: int) -> bytes:
    """The pixels stand after `meta`, which has grown: their places (`iloc`, version 0 or 1, 4 bytes each) move on."""
    iloc, _ = _find(meta, b"iloc", 12, len(meta))
    version, sizes = meta[iloc + 8], meta[iloc + 12 : iloc + 14]
    assert sizes[0] == 0x44
    base_size = sizes[1] >> 4
    result, at = bytearray(meta), iloc + 16
    for _ in range(struct.unpack(">H", meta[iloc + 14 : iloc + 16])[0]):
        at += 4 + (2 if version else 0) + base_size
        (extents,) = struct.unpack(">H", meta[at : at + 2])
        at += 2
        for _ in range(extents):
            (offset,) = struct.unpack(">I", meta[at : at + 4])
            result[at : at + 4] = struct.pack(">I", offset + grown)
            at += 8
    return bytes(result)

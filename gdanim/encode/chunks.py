"""The chunks that PNG and RIFF files are made of: a kind of four letters, a size, and so many bytes of data."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk with its check sum (PNG specification, section 5.3)."""
    return len(data).to_bytes(4) + kind + data + crc32(kind + data).to_bytes(4)


def png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the data of every chunk, where the first begins at once: a file has a signature before it."""
    place = 0
    while place + 8 <= len(content):
        size = int.from_bytes(content[place : place + 4])
        yield content[place + 4 : place + 8], content[place + 8 : place + 8 + size]
        place += 12 + size


def riff_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk, filled up to an even size (WebP Container Specification, "RIFF File Format")."""
    return kind + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


def riff_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the data of every chunk of a file, which has 12 bytes before the first."""
    place = 12
    while place + 8 <= len(content):
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        yield content[place : place + 4], content[place + 8 : place + 8 + size]
        place += 8 + size + size % 2

"""What a film carries about itself: a text in its own container, where programs look for it or pass over it.

GIF         a comment after the table of colours            GIF89a specification, section 24
MP4, WebM   the tag "comment"                               written by the muxer
PNG, APNG   an iTXt chunk with the keyword "Comment"        PNG specification, section 11.3.4.5
WebP        a chunk "gdan" at the end                       WebP Container Specification, "Unknown Chunks"
SVG         an element "metadata" at the end            SVG 1.1, section 21
PDF         a comment before "startxref"                ISO 32000-1, section 7.2.3
HTML        a script of the type "application/json"     HTML Living Standard, section 4.12.1
AVIF        a box "uuid" at the end                         ISO/IEC 14496-12, section 11.1
"""

from __future__ import annotations

import json
from html import escape, unescape
from pathlib import Path

from gdanim.encode.chunks import png_chunk, png_chunks, riff_chunk, riff_chunks

GIF_HEAD = 13
"""Bytes of a GIF before its table of colours."""

COMMENT = b"\x21\xfe"
"""What a GIF's comment begins with; its bytes follow in blocks of up to 255."""

KEYWORD = b"Comment\0"
UNCOMPRESSED = KEYWORD + b"\0\0\0\0"
"""What an iTXt chunk begins with, and where it is not compressed and names no language, all before the text."""

CHUNK = b"gdan"
BOX = bytes.fromhex("f6a1c2d45b7e4f0a9a3d6764616e696d")
"""The name of our box: any 16 bytes that nobody else has drawn."""

SCRIPT = b'<script type="application/json" id="about">'
"""What stands before the text in a page."""

METADATA = b'<metadata id="about">'
REMARK = b"%gdanim "
"""What stands before the text in an SVG, and in a PDF."""

TAGGED = ("mp4", "webm")
"""Containers that take a tag from the muxer."""


def attach(path: Path, about: str) -> None:
    """Put a text into a finished GIF, PNG, APNG, WebP or AVIF."""
    path.write_bytes(labelled(path.read_bytes(), about))


def carried(path: str | Path) -> str:
    """Return the text that a film carries, "" where there is none, or where the file is no film."""
    content = Path(path).read_bytes()
    if content.startswith(b"GIF8") and len(content) > GIF_HEAD:
        return _gif_comment(content).decode()
    if content.startswith(b"\x89PNG"):
        texts = (data for kind, data in png_chunks(content[8:]) if kind == b"iTXt" and data.startswith(KEYWORD))
        return next((text[len(UNCOMPRESSED) :].decode() for text in texts), "")
    if content.startswith(b"RIFF"):
        return next((data.decode() for kind, data in riff_chunks(content) if kind == CHUNK), "")
    if content[4:12] == b"ftypavis":
        return content.rpartition(b"uuid" + BOX)[2].decode() if b"uuid" + BOX in content else ""
    if content.startswith(b"<?xml"):
        return unescape(_between(content, METADATA, b"</metadata>"))
    if content.startswith(b"%PDF"):
        return json.loads(_between(content, REMARK, b"\n") or '""')
    if content.startswith(b"<!doctype html>"):
        return _between(content, SCRIPT, b"</script>")
    return _tag(path)


def labelled(content: bytes, about: str) -> bytes:
    """Return the content of a file with a text in it."""
    text = about.encode()
    if content.startswith(b"GIF8"):
        start = _gif_colours_end(content)
        return content[:start] + COMMENT + _in_blocks(text) + content[start:]
    if content.startswith(b"\x89PNG"):
        end = content.rindex(b"IEND") - 4
        return content[:end] + png_chunk(b"iTXt", UNCOMPRESSED + text) + content[end:]
    if content.startswith(b"RIFF"):
        grown = content[8:] + riff_chunk(CHUNK, text)
        return b"RIFF" + len(grown).to_bytes(4, "little") + grown
    if content.startswith(b"<?xml"):
        end = content.rindex(b"</svg>")
        return content[:end] + METADATA + escape(about).encode() + b"</metadata>" + content[end:]
    if content.startswith(b"%PDF"):
        end = content.rindex(b"startxref")
        return content[:end] + REMARK + json.dumps(about).encode() + b"\n" + content[end:]
    return content + (len(text) + 24).to_bytes(4) + b"uuid" + BOX + text


def _between(content: bytes, start: bytes, end: bytes) -> str:
    """Return what stands between the first start and the end after it, "" where there is no start."""
    return content.partition(start)[2].partition(end)[0].decode()


def _gif_colours_end(content: bytes) -> int:
    """Return where the global table of colours ends: the 11th byte says that there is one, and how large."""
    packed = content[10]
    return GIF_HEAD + (3 << (packed & 7) + 1 if packed & 0x80 else 0)


def _in_blocks(text: bytes) -> bytes:
    blocks = (text[place : place + 255] for place in range(0, len(text), 255))
    return b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def _gif_comment(content: bytes) -> bytes:
    place = _gif_colours_end(content)
    if content[place : place + 2] != COMMENT:
        return b""
    place, text = place + 2, b""
    while place < len(content) and (size := content[place]):
        text += content[place + 1 : place + 1 + size]
        place += 1 + size
    return text


def _tag(path: str | Path) -> str:
    import av

    try:
        with av.open(str(Path(path).resolve())) as container:
            tags = {name.lower(): value for name, value in container.metadata.items()}
    except av.FFmpegError:
        return ""
    return tags.get("comment", "")

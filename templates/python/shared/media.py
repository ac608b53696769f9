"""Recognises images, fonts, sound and video."""

import re

from .text import media_type

MEDIA_TYPES = ("audio/", "font/", "image/", "video/")

SIGNATURE = re.compile(
    "8950|ffd8ff|474946383[79]61|424d.{8}00000000|00000100|49492a00|4d4d002a|ff0a|0000000c4a584c20"
    "|52494646.{8}(?:57454250|57415645|41564920)|0000.{4}66747970|1a45dfa3|000001b[3a]|464c5601"
    "|4f67675300|4944330[234]|ff(?:f[1-39ab]|e[23])|664c614300|4d54686400|464f524d.{8}41494646"
    "|774f46(?:46|32)(?:00010000|4f54544f)|4f54544f00|00010000|7474636600"
)
"""The first bytes of common formats, in hexadecimal.

Images: PNG, JPEG, GIF, BMP, ICO, TIFF, JPEG XL. RIFF with WebP, WAVE or AVI; MP4, AVIF
and HEIC; Matroska and WebM; MPEG; FLV. Sound: Ogg, MP3, AAC, FLAC, MIDI, AIFF. Fonts:
WOFF, OpenType, TrueType.
"""


def is_media(data: bytes, content_type: str | None) -> bool:
    """Return whether a body is an image, a font, sound or video.

    Both its declared type and its first bytes have to say so: under a wrong type it could
    be anything, compressed text for example.
    """
    return (
        media_type(content_type).startswith(MEDIA_TYPES)
        and SIGNATURE.match(data[:16].hex()) is not None
    )

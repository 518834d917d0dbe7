"""How a pack is packed for the link: zstd, alone or with the file before it as dictionary (the manner of RFC 9842).

    whole    zstd frame of NEW
    delta    zstd frame of NEW, dictionary: the raw bytes of OLD, window 4 MiB

Answers for: what comes out has the size that was announced, or nothing comes
out. Refuses to tell whether it is the right file: that is its hash's business.
"""

from __future__ import annotations

import zstandard

from sync.wire import Malformed

LEVEL = 19
WINDOW_LOG = 22
_LARGEST_WINDOW = 1 << 25


def packed(content: bytes, old: bytes | None = None) -> bytes:
    """Return *content* as one frame, which takes *old* to be unpacked where that is given."""
    settings = zstandard.ZstdCompressionParameters.from_level(LEVEL, window_log=WINDOW_LOG)
    return zstandard.ZstdCompressor(compression_params=settings, dict_data=_raw(old)).compress(content)


def unpacked(frame: bytes, size: int, old: bytes | None = None) -> bytes:
    """Return the *size* bytes in *frame*; Malformed for anything else. Nothing larger is ever unpacked."""
    try:
        if zstandard.get_frame_parameters(frame).content_size != size:
            raise Malformed("other size")
        unpacker = zstandard.ZstdDecompressor(dict_data=_raw(old), max_window_size=_LARGEST_WINDOW)
        return unpacker.decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError:
        raise Malformed("not a whole frame") from None


def _raw(old: bytes | None) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(old, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if old else None

"""Makes ids that grow with time, so that indexes of ids stay compact and new rows lie together."""

import os
import time
import uuid


def new() -> uuid.UUID:
    """A fresh UUID of version 7 (RFC 9562): milliseconds since 1970, 4096ths of them (6.2 method 3), then chance."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    chance = int.from_bytes(os.urandom(8)) & (1 << 62) - 1
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | rest * 4096 // 1_000_000 << 64 | 0b10 << 62 | chance)

"""Makes ids that grow with time, so that indexes of ids stay compact and new rows lie together."""

import os
import time
import uuid


def new() -> uuid.UUID:
    """A fresh UUID of version 7 (RFC 9562): milliseconds since 1970, then chance."""
    chance = int.from_bytes(os.urandom(10))
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | (chance >> 68 & 0xFFF) << 64 | 0b10 << 62
    return uuid.UUID(int=value | chance & (1 << 62) - 1)

"""How an answer travels from the process that makes it to the one that sends it: frames, each after its length.

An answer is a head in JSON, then its body. `whole`: one frame, and a second one that is the same compressed, empty
where it is not. `stream`: frames until an empty one. Then one frame says whether who made it `STAYS` for another page
or `ENDS`. `refused`: nothing more is read of it.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

LENGTH = struct.Struct(">I")
LARGEST = 1 << 16  # of the frames of a stream
STAYS, ENDS = b"", b"ends"


def frame(body: bytes) -> bytes:
    return LENGTH.pack(len(body)) + body


def write_json(pipe: IO[bytes], value: Any) -> None:
    pipe.write(frame(json.dumps(value).encode()))


def read(pipe: IO[bytes]) -> bytes | None:
    """The next frame; None once the other side is gone."""
    length = pipe.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    return pipe.read(LENGTH.unpack(length)[0])

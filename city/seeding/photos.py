"""Pictures that stand for photos of a visit: a shop floor of a few blocks of colour."""

import struct
import zlib
from random import Random

from django.core.files.base import ContentFile

WIDTH, HEIGHT, FLOOR = 240, 160, 105
NAMES = ("启动会.png", "车间现场.png", "设备清点.png", "总结会.png")
NONE_IN = 14  # one visit in so many has none


def photos_for(chance: Random) -> list[ContentFile]:
    """One or two pictures of a visit; none for a few."""
    if chance.randrange(NONE_IN) == 0:
        return []
    names = chance.sample(NAMES, chance.randint(1, 2))
    return [ContentFile(_drawn(chance), name=name) for name in names]


def _drawn(chance: Random) -> bytes:
    """Wall, floor and three machines as a PNG."""
    wall, floor = (200, 208, 218), (128, 134, 142)
    row_of = {
        False: bytearray(bytes(wall) * WIDTH),
        True: bytearray(bytes(floor) * WIDTH),
    }
    rows = [bytearray(row_of[y >= FLOOR]) for y in range(HEIGHT)]
    for n in range(3):
        left, width = 12 + n * 76, chance.randrange(44, 66)
        top, colour = (
            chance.randrange(40, 80),
            bytes(chance.randrange(40, 170) for _ in "rgb"),
        )
        for row in rows[top:130]:
            row[left * 3 : (left + width) * 3] = colour * width
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*part) for part in parts)


def _part(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return (
        struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
    )

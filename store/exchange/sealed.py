"""The bytes of an attached file as they lie on the disk of an encrypted desk.

A file is cut into pieces of one megabyte, each sealed with AES-256-GCM under a key of this file alone, made
by HKDF of the key of all attachments and of 32 random bytes at the head of the file. The nonce counts the
pieces and marks the last, so a file that was cut short, put together anew or lengthened does not open. Never
is more than one piece held in memory, and none is handed on before its tag was verified.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from store.tables import keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 1 << 20
MAGIC = b"CPTEATT1"
SALT = 32
TAG = 16
ENDING = ".sealed"


class BrokenError(OSError):
    """A sealed file is not as it was written, or was sealed under another key."""


def key_of(data_key: bytes) -> bytes:
    """Return the key of a desk's attachments, made of its data key."""
    return keys.expanded(data_key, b"counterpane attachments")


def name_of(key: bytes, content: str) -> str:
    """Return the name under which content with a hash lies on the disk: it tells nothing of either."""
    return keys.mac(key, "counterpane name of an attachment", content.encode()) + ENDING


def seal(key: bytes, pieces: Iterable[bytes], out: BinaryIO) -> None:
    """Write `pieces` sealed, whatever their lengths."""
    salt = os.urandom(SALT)
    out.write(MAGIC + salt)
    cipher = _cipher(key, salt)
    held, count = b"", 0
    for piece in pieces:
        held += piece
        # One byte has to stay, so that the last piece can be marked as such.
        while len(held) > CHUNK:
            out.write(cipher.encrypt(_nonce(count, last=False), held[:CHUNK], MAGIC))
            held, count = held[CHUNK:], count + 1
    out.write(cipher.encrypt(_nonce(count, last=True), held, MAGIC))


def unseal(key: bytes, file: BinaryIO) -> Iterator[bytes]:
    """Yield what was sealed, piece by piece.

    Raises:
        BrokenError: it does not open; what was yielded before is as it was written.
    """
    from cryptography.exceptions import InvalidTag

    head = file.read(len(MAGIC) + SALT)
    if len(head) < len(MAGIC) + SALT or not head.startswith(MAGIC):
        raise BrokenError(errno.EIO, "not a sealed file")
    cipher = _cipher(key, head[len(MAGIC) :])
    piece, count = file.read(CHUNK + TAG), 0
    while True:
        following = file.read(CHUNK + TAG)
        try:
            plain = cipher.decrypt(_nonce(count, last=not following), piece, MAGIC)
        except (InvalidTag, ValueError):
            raise BrokenError(errno.EIO, "the seal does not open") from None
        if plain:
            yield plain
        if not following:
            return
        piece, count = following, count + 1


def measured(pieces: Iterable[bytes], heed: Callable[[bytes], object]) -> Iterator[bytes]:
    """Yield pieces on, each shown to `heed` before."""
    for piece in pieces:
        heed(piece)
        yield piece


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(keys.expanded(key, b"counterpane attached file" + salt))


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])

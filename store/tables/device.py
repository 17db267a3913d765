"""The device secret: 32 random bytes of this machine, without which no passphrase opens a desk.

A thief who copies the store and its slot file, but not the whole machine, cannot even begin to guess. It is
kept by the keyring of the operating system where one works and the library `keyring` is installed; else in
a file of the platform's folder for settings, readable by its owner only: weaker, as it lies on the same disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from store.errors import Unusable
from store.record import Record
from store.tables.keys import KEY, fingerprint, read, written
from store.wording import N_, say

SERVICE, NAME = "counterpane", "device secret"


class Device(Record):
    """The secret of this machine, and who keeps it."""

    secret: bytes
    keeper: str
    """keyring or file."""

    @property
    def id(self) -> str:
        """The name of the secret, which tells nothing of it."""
        return fingerprint(self.secret)


def file() -> Path:
    """Return where the secret lies if there is no keyring."""
    from platformdirs import user_config_dir

    return Path(user_config_dir("counterpane", appauthor=False)) / "device.key"


def known(name: str | None = None) -> Device | None:
    """Return the secret of this machine; None if it has none yet, or not the one of that `name`."""
    kept = _from_keyring()
    if kept is not None and name in (None, fingerprint(kept)):
        return Device(kept, "keyring")
    try:
        secret = read(file().read_text("ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(error) from error
    if len(secret) != KEY:
        raise _unreadable(ValueError("length"))
    return Device(secret, "file") if name in (None, fingerprint(secret)) else None


def made(entropy: Callable[[int], bytes] = os.urandom) -> Device:
    """Return the secret of this machine, making one if there is none."""
    found = known()
    if found is not None:
        return found
    secret = entropy(KEY)
    if _to_keyring(secret):
        return Device(secret, "keyring")
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another program was quicker
        other = known()
        assert other is not None
        return other
    with os.fdopen(number, "w", encoding="ascii") as out:
        out.write(written(secret) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return Device(secret, "file")


def _from_keyring() -> bytes | None:
    try:
        import keyring

        text = keyring.get_password(SERVICE, NAME)
        secret = read(text) if text else b""
    except Exception:  # a keyring fails in as many ways as there are desktops
        return None
    return secret if len(secret) == KEY else None


def _to_keyring(secret: bytes) -> bool:
    try:
        import keyring

        keyring.set_password(SERVICE, NAME, written(secret))
        return bool(keyring.get_password(SERVICE, NAME) == written(secret))
    except Exception:  # as above: then it is the file
        return False


def _unreadable(error: Exception) -> Unusable:
    template = N_("The device secret in {path} cannot be read ({reason}); put it back from a copy.")
    reason = getattr(error, "strerror", None) or type(error).__name__
    return Unusable("DEVICE_SECRET_DAMAGED", say(template, path=str(file()), reason=reason))

"""The cryptography of slots: from a passphrase to the key of the file, and nothing of our own invention.

The file is encrypted under one random data key. Everybody who may open it has a pair of X25519 keys. The
private half is sealed (AES-256-GCM) under a key that argon2id makes of the passphrase and the device secret;
the data key is sealed to the public half. So a new data key, when somebody has left, is sealed to everybody
who stays without asking for their passphrases, and whoever held the old data key learns nothing of the new.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping

from store.record import Record
from store.rules.passphrases import normal

KEY = 32
"""Bytes of every key."""
SALT = 16
NONCE = 12
Entropy = Callable[[int], bytes]


class Cost(Record):
    """What one guess costs an attacker: parameters of argon2id."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4

    def below(self, floor: Cost) -> bool:
        """Tell whether this is cheaper than `floor`."""
        return self.memory_kib < floor.memory_kib or self.memory_kib * self.passes < (
            floor.memory_kib * floor.passes
        )


COST = Cost()
"""Of new passphrases: 0.2 to 0.4 s on a small machine."""
FLOOR = Cost(19_456, 2, 1)
"""The least that OWASP allows; a slot that asks for less was made weaker by somebody else."""
PIN_COST = Cost(19_456, 2, 1)
"""Of PINs: they protect an open desk for a moment, and no file at all."""
MOST_MEMORY_KIB = 1_048_576
"""What a slot may ask this machine for; more is no parameter but an attack."""


class WrongError(Exception):
    """A seal does not open: the key is another, or what it binds was changed."""


def derive(secret: str, device: bytes, salt: bytes, cost: Cost) -> bytes:
    """Make a key of a passphrase and the device secret, with argon2id."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        normal(secret).encode("utf-8", "surrogatepass") + device,
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY,
        type=Type.ID,
    )


def seal(key: bytes, secret: bytes, bound: bytes, entropy: Entropy = os.urandom) -> str:
    """Encrypt `secret` under `key`, bound to `bound`; base 64."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = entropy(NONCE)
    return written(nonce + AESGCM(key).encrypt(nonce, secret, bound))


def unseal(key: bytes, text: str, bound: bytes) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        WrongError: the key is another, or what it is bound to.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = read(text)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except InvalidTag:
        raise WrongError from None


def pair(entropy: Entropy = os.urandom) -> tuple[bytes, bytes]:
    """Return the private and the public half of a new pair of keys."""
    private = entropy(KEY)
    return private, _public(private)


def _public(private: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, secret: bytes, bound: bytes, entropy: Entropy = os.urandom) -> str:
    """Encrypt `secret` so that only the holder of the private half reads it."""
    passing, shown = pair(entropy)
    key = _agreed(passing, public, shown + public)
    return f"{written(shown)}.{seal(key, secret, bound, entropy)}"


def unseal_from(private: bytes, text: str, bound: bytes) -> bytes:
    """Decrypt what `seal_to` made.

    Raises:
        WrongError: it was made for somebody else, or what it is bound to has changed.
    """
    shown_text, _, sealed = text.partition(".")
    shown = read(shown_text)
    return unseal(_agreed(private, shown, shown + _public(private)), sealed, bound)


def _agreed(private: bytes, public: bytes, context: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(public)
        )
    except ValueError:  # a point that agrees with everybody
        raise WrongError from None
    return expanded(shared, b"counterpane slot" + context)


def mac(key: bytes, purpose: str, message: bytes) -> str:
    """Return a code that only a holder of `key` can make, as hexadecimal digits."""
    return hmac.digest(expanded(key, purpose.encode()), message, "sha256").hex()


def same(one: str, other: str) -> bool:
    """Compare two codes in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def expanded(key: bytes, purpose: bytes) -> bytes:
    """Make of a key another, for one purpose only: HKDF with SHA-256, one block."""
    extracted = hmac.digest(bytes(KEY), key, "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


def written(data: bytes) -> str:
    """Write bytes as base 64."""
    return b64encode(data).decode()


def read(text: str) -> bytes:
    """Read base 64.

    Raises:
        ValueError: it is none.
    """
    return b64decode(text, validate=True)


def hashed(secret: str, cost: Cost) -> str:
    """Return what is kept of a PIN, or of a passphrase at a desk that is not encrypted."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)
    return hasher.hash(normal(secret).encode("utf-8", "surrogatepass"))


def fits(kept: str, secret: str) -> bool:
    """Tell whether `kept` was made of this secret."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(kept, normal(secret).encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


def fingerprint(data: bytes) -> str:
    """Name a secret without telling it."""
    return hashlib.sha256(b"counterpane name of a secret" + data).hexdigest()[:16]


def cost_of(data: Mapping[str, object]) -> Cost:
    """Read the parameters of argon2id.

    Raises:
        ValueError: they are none, or ask for more than a machine has.
    """
    if data.get("name") != "argon2id":
        raise ValueError("no argon2id")
    values = [data.get(name) for name in ("memory_kib", "passes", "lanes")]
    memory, passes, lanes = [value for value in values if type(value) is int and value > 0]
    if memory > MOST_MEMORY_KIB or passes > 100 or lanes > 64:
        raise ValueError("too much")
    return Cost(memory, passes, lanes)


def cost_data(cost: Cost) -> dict[str, object]:
    """Write the parameters of argon2id."""
    return {
        "name": "argon2id",
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "lanes": cost.lanes,
    }

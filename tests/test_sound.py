"""What a backup looks at in its copy: fast, and no less than before where anything can have changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from safe_help import founded, refused
from vault_help import cheap, encrypted, open_desk

from store.store import Store
from store.tables import connection as connections
from store.tables import copying, sound

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def unindexed(path: Path, key: bytes | None) -> str:
    """Put a task into a desk behind the back of one of its indexes, as only a broken program would."""
    connection = connections.maintenance(path, key)
    connection.execute("PRAGMA writable_schema = ON")
    index, sql = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'unit'"
        " AND sql NOT LIKE '%WHERE%'"
    ).fetchone()
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (index,)).fetchone()[0]
    connection.execute("DELETE FROM sqlite_master WHERE name = ?", (index,))
    connection.close()
    connection = connections.maintenance(path, key)
    connection.execute(
        "INSERT INTO unit (id, product, serial, serial_key, serial_tail, hlc, origin)"
        " VALUES ('u', 'p', 'S', 'S', 'S', 1, 'x')"
    )
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('index', ?, 'unit', ?, ?)",
        (index, root, sql),
    )
    connection.close()
    return str(index)


@pytest.mark.parametrize("secret", [False, True])
def test_an_index_that_lacks_a_row_makes_no_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: bool
) -> None:
    path, key = tmp_path / "desk.db", None
    if secret:
        cheap(monkeypatch, tmp_path / "config")
        proof = encrypted(path)
        key = proof.key
        with open_desk(path, proof) as store:
            assert store.backups.make(tmp_path / "good.db").events == store.context.journal.count()
    else:
        founded(path).close()
    index = unindexed(path, key)
    with pytest.raises(Exception, match=f"{index}|missing") as caught:
        copying.make(path, tmp_path / "copy.db", NOW, key=key)
    assert getattr(caught.value, "code", "") == "COPY_DAMAGED"
    assert not list(tmp_path.glob("copy.db*"))


def test_an_entry_of_an_index_that_flipped_makes_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with Store.open(path, create=True) as store:
        product = store.products.add("KX-200", "Haier", "oven")
        store.units.add("MJ0351YNG9Z0XA", product.id)
        tail = store.context.connection.execute("SELECT serial_tail FROM unit").fetchone()[0].encode()
    data = bytearray(path.read_bytes())
    # The tail stands in the row and in its index; the page of the index comes later in the file.
    assert data.count(tail) == 2
    data[data.rfind(tail) + len(tail) - 1] ^= 1
    path.write_bytes(data)
    with refused("COPY_DAMAGED"):
        copying.make(path, tmp_path / "copy.db", NOW)


class LeftError(Exception):
    """Nobody waits for it any more."""


def test_a_copy_breathes_and_is_given_up_while_the_engine_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "STEPS", 20)
    path, breaths, stop = tmp_path / "desk.db", [0], [0]
    founded(path).close()

    def breathe() -> None:
        breaths[0] += 1
        if breaths[0] == stop[0]:
            raise LeftError

    copying.make(path, tmp_path / "whole.db", NOW, breathe=breathe)
    assert breaths[0] > 100
    for at in range(1, breaths[0], breaths[0] // 7):
        breaths[0], stop[0] = 0, at
        with pytest.raises(LeftError):
            copying.make(path, tmp_path / "copy.db", NOW, breathe=breathe)
        assert not list(tmp_path.glob("copy.db*"))

"""The schema, as migrations that are only ever added to.

Three kinds of table: the *journal* (event, payload, batch, batch_part), which is the truth and append-only;
the *folded* tables, each row a pure function of its subject's events, which `check` can make anew; and
*local* ones (local, draft, parked), which belong to this file and are never sent anywhere.

DDL is written by hand: STRICT, CHECK, NOT NULL. A unit is unique per product and serial key because its
id is made from the two (`store.ids`), never by the serial alone. Foreign keys bind folded rows only where
folding order cannot break them: events of two desks arrive in any order, and folding never refuses.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import sqlcipher3
from sqlcipher3 import dbapi2

from store.tables.connection import APPLICATION, SCHEMA, writing

# sqlite-utils catches the exception classes of the engine it finds under this name.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database  # noqa: E402
from sqlite_utils.migrations import Migrations  # noqa: E402

if TYPE_CHECKING:
    from sqlite3 import Connection

migrations = Migrations("counterpane")

JOURNAL = """
CREATE TABLE event (
    origin TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    hlc INTEGER NOT NULL CHECK (hlc > 0),
    agent TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    sealed BLOB NOT NULL CHECK (length(sealed) = 32),
    prev BLOB NOT NULL CHECK (length(prev) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_subject ON event (subject, hlc, origin);

CREATE TABLE payload (
    origin TEXT NOT NULL,
    seq INTEGER NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    body TEXT NOT NULL CHECK (json_valid(body)),
    PRIMARY KEY (origin, seq),
    FOREIGN KEY (origin, seq) REFERENCES event (origin, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    columns TEXT NOT NULL CHECK (json_valid(columns)),
    rows INTEGER NOT NULL CHECK (rows >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_id ON batch (id);
CREATE TABLE batch_part (
    id TEXT NOT NULL,
    part INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (id, part)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_in_order BEFORE INSERT ON event
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM event WHERE origin = NEW.origin), 0)
  OR NEW.prev <> coalesce(
    (SELECT hash FROM event WHERE origin = NEW.origin ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'the journal is a chain'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_no_update BEFORE UPDATE ON payload
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_no_delete BEFORE DELETE ON payload
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER batch_no_update BEFORE UPDATE ON batch
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER batch_part_no_update BEFORE UPDATE ON batch_part
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER batch_part_no_delete BEFORE DELETE ON batch_part WHEN OLD.id IN (SELECT id FROM batch)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

LOCAL = """
CREATE TABLE local (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
    unit TEXT NOT NULL,
    agent TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    PRIMARY KEY (unit, agent)
) STRICT, WITHOUT ROWID;
CREATE TABLE parked (
    origin TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;
"""

BOOK = """
CREATE TABLE setting (
    id TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'agent', 'technician', 'supervisor', 'manager', 'admin')),
    active INTEGER CHECK (active IN (0, 1)),
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN ('maker', 'legal', 'plan', 'contract', 'window', 'repair', 'part', 'recall')
    ),
    body TEXT NOT NULL CHECK (json_valid(body)),
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    brand TEXT,
    category TEXT,
    policies TEXT CHECK (policies IS NULL OR json_valid(policies)),
    notes TEXT,
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE fault (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    category TEXT,
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT,
    address TEXT,
    language TEXT,
    since TEXT CHECK (since IS NULL OR since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    notes TEXT,
    may_contact INTEGER CHECK (may_contact IN (0, 1)),
    phones TEXT CHECK (phones IS NULL OR json_valid(phones)),
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT;
CREATE TABLE customer_phone (
    customer TEXT NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    digits TEXT NOT NULL CHECK (digits <> '' AND digits NOT GLOB '*[^0-9]*'),
    tail TEXT NOT NULL,
    PRIMARY KEY (customer, digits)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_phone_digits ON customer_phone (digits);
CREATE INDEX customer_phone_tail ON customer_phone (tail);
CREATE VIRTUAL TABLE customer_name USING fts5 (
    name, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

CREATE TABLE unit (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    product TEXT NOT NULL,
    serial TEXT NOT NULL CHECK (serial <> ''),
    serial_key TEXT NOT NULL CHECK (serial_key <> ''),
    serial_tail TEXT NOT NULL,
    customer TEXT,
    buyer TEXT CHECK (buyer IN ('consumer', 'business')),
    built TEXT, shipped TEXT, delivered TEXT, invoiced TEXT, activated TEXT, installed TEXT,
    warranty_months INTEGER CHECK (warranty_months IS NULL OR warranty_months BETWEEN 0 AND 1200),
    warranty_end TEXT,
    plans TEXT CHECK (plans IS NULL OR json_valid(plans)),
    partner TEXT,
    notes TEXT,
    listed TEXT,
    status TEXT NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'retired', 'refunded')),
    replaces TEXT,
    replaced_by TEXT,
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT;
CREATE INDEX unit_key ON unit (serial_key);
CREATE INDEX unit_tail ON unit (serial_tail);
CREATE INDEX unit_customer ON unit (customer) WHERE customer IS NOT NULL;
CREATE INDEX unit_product ON unit (product);

CREATE TABLE unit_history (
    unit TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    PRIMARY KEY (unit, hlc, origin)
) STRICT, WITHOUT ROWID;
"""

WORK = """
CREATE TABLE claim (
    id TEXT PRIMARY KEY,
    number TEXT,
    unit TEXT,
    customer TEXT,
    state TEXT NOT NULL,
    fault TEXT,
    owner TEXT,
    filed_on TEXT,
    service_due TEXT,
    statutory_due TEXT,
    handed_over TEXT,
    resolution TEXT,
    urgent TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_number ON claim (number);
CREATE INDEX claim_unit ON claim (unit, urgent);
CREATE INDEX claim_state ON claim (state, urgent, id);
CREATE INDEX claim_customer ON claim (customer) WHERE customer IS NOT NULL;
CREATE INDEX claim_fault ON claim (fault);

CREATE TABLE invitation (
    claim TEXT PRIMARY KEY,
    customer TEXT,
    product TEXT,
    day TEXT NOT NULL,
    suppressed TEXT,
    declined INTEGER NOT NULL DEFAULT 0 CHECK (declined IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_customer ON invitation (customer, day);

CREATE TABLE rating (
    id TEXT PRIMARY KEY,
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    claim TEXT,
    unit TEXT,
    product TEXT NOT NULL DEFAULT '',
    reason TEXT, comment TEXT, agent TEXT, partner TEXT, segment TEXT, serial TEXT,
    counts INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    hlc INTEGER NOT NULL,
    origin TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rating_day ON rating (day);
CREATE INDEX rating_claim ON rating (claim) WHERE claim IS NOT NULL;
CREATE INDEX rating_unit ON rating (unit) WHERE unit IS NOT NULL;

CREATE TABLE score_day (
    day TEXT NOT NULL,
    product TEXT NOT NULL,
    promoters INTEGER NOT NULL DEFAULT 0,
    passives INTEGER NOT NULL DEFAULT 0,
    detractors INTEGER NOT NULL DEFAULT 0,
    linked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, product)
) STRICT, WITHOUT ROWID;
CREATE TABLE invited_day (
    day TEXT NOT NULL,
    product TEXT NOT NULL,
    asked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, product)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER rating_counted AFTER INSERT ON rating WHEN NEW.counts = 1 BEGIN
    INSERT INTO score_day VALUES (
        NEW.day, NEW.product, NEW.score >= 9, NEW.score BETWEEN 7 AND 8, NEW.score <= 6, NEW.claim IS NOT NULL
    ) ON CONFLICT DO UPDATE SET promoters = promoters + excluded.promoters,
        passives = passives + excluded.passives, detractors = detractors + excluded.detractors,
        linked = linked + excluded.linked;
END;
CREATE TRIGGER rating_uncounted AFTER DELETE ON rating WHEN OLD.counts = 1 BEGIN
    UPDATE score_day SET promoters = promoters - (OLD.score >= 9),
        passives = passives - (OLD.score BETWEEN 7 AND 8), detractors = detractors - (OLD.score <= 6),
        linked = linked - (OLD.claim IS NOT NULL)
    WHERE day = OLD.day AND product = OLD.product;
    DELETE FROM score_day
    WHERE day = OLD.day AND product = OLD.product AND promoters + passives + detractors = 0;
END;
CREATE TRIGGER rating_recounted AFTER UPDATE ON rating BEGIN
    UPDATE score_day SET promoters = promoters - (OLD.score >= 9),
        passives = passives - (OLD.score BETWEEN 7 AND 8), detractors = detractors - (OLD.score <= 6),
        linked = linked - (OLD.claim IS NOT NULL)
    WHERE OLD.counts = 1 AND day = OLD.day AND product = OLD.product;
    INSERT INTO score_day
    SELECT NEW.day, NEW.product,
        NEW.score >= 9, NEW.score BETWEEN 7 AND 8, NEW.score <= 6, NEW.claim IS NOT NULL
    WHERE NEW.counts = 1
    ON CONFLICT DO UPDATE SET promoters = promoters + excluded.promoters,
        passives = passives + excluded.passives, detractors = detractors + excluded.detractors,
        linked = linked + excluded.linked;
    DELETE FROM score_day
    WHERE day = OLD.day AND product = OLD.product AND promoters + passives + detractors = 0;
END;
CREATE TRIGGER invitation_counted AFTER INSERT ON invitation WHEN NEW.suppressed IS NULL BEGIN
    INSERT INTO invited_day VALUES (NEW.day, coalesce(NEW.product, ''), 1)
    ON CONFLICT DO UPDATE SET asked = asked + 1;
END;
CREATE TRIGGER invitation_uncounted AFTER DELETE ON invitation WHEN OLD.suppressed IS NULL BEGIN
    UPDATE invited_day SET asked = asked - 1 WHERE day = OLD.day AND product = coalesce(OLD.product, '');
    DELETE FROM invited_day WHERE day = OLD.day AND product = coalesce(OLD.product, '') AND asked = 0;
END;

CREATE TABLE task (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    due TEXT,
    done INTEGER CHECK (done IN (0, 1)),
    owner TEXT,
    unit TEXT,
    claim TEXT,
    customer TEXT,
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;
CREATE INDEX task_due ON task (coalesce(done, 0), due);
CREATE INDEX task_unit ON task (unit) WHERE unit IS NOT NULL;

CREATE TABLE import (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    batch TEXT NOT NULL,
    day TEXT NOT NULL,
    rows INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""


@migrations()
def the_first_desk(db: Database) -> None:
    """Create everything of version 1."""
    for part in (JOURNAL, LOCAL, BOOK, WORK):
        db.executescript(part)


def apply(connection: Connection) -> None:
    """Bring the file behind `connection` to the newest schema; safe when several programs try at once."""
    db = Database(connection, execute_plugins=False)
    with writing(connection):
        if migrations.pending(db):
            migrations.apply(db)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"migration left {len(broken)} dangling references")

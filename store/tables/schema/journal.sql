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

ALTER TABLE person ADD COLUMN heir TEXT;

CREATE TABLE secret (
    person TEXT PRIMARY KEY,
    passphrase TEXT,
    pin TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    who TEXT PRIMARY KEY,
    wrong INTEGER NOT NULL CHECK (wrong >= 0),
    boot REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    what TEXT,
    hlc INTEGER,
    agent TEXT,
    subject TEXT,
    acked_by TEXT,
    acked INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_waiting ON notice (hlc) WHERE what IS NOT NULL AND acked IS NULL;

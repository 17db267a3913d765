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

-- Who was erased, and what remains of the bodies and parts that told of them: folded from the erase events.
CREATE TABLE erased (
    customer TEXT PRIMARY KEY,
    hlc INTEGER NOT NULL,
    origin TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE erased_body (
    origin TEXT NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (origin, seq, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE erased_part (
    batch TEXT NOT NULL,
    part INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (batch, part, digest)
) STRICT, WITHOUT ROWID;

-- A body and a part may go only where an erase event names them.
DROP TRIGGER payload_no_delete;
CREATE TRIGGER payload_no_delete BEFORE DELETE ON payload
WHEN NOT EXISTS (SELECT 1 FROM erased_body e WHERE e.origin = OLD.origin AND e.seq = OLD.seq)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
DROP TRIGGER batch_part_no_delete;
CREATE TRIGGER batch_part_no_delete BEFORE DELETE ON batch_part
WHEN OLD.id IN (SELECT id FROM batch) AND NOT EXISTS (
    SELECT 1 FROM erased_part e JOIN batch b ON b.hash = e.batch WHERE b.id = OLD.id AND e.part = OLD.part)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

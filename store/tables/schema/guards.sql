-- INSERT OR REPLACE takes a row away without asking the triggers on DELETE, unless the connection says
-- otherwise. These ask before.
CREATE TRIGGER payload_once BEFORE INSERT ON payload
WHEN EXISTS (SELECT 1 FROM payload WHERE origin = NEW.origin AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- A batch is named by its content: what is there already need not be written again.
CREATE TRIGGER batch_once BEFORE INSERT ON batch
WHEN EXISTS (SELECT 1 FROM batch WHERE hash = NEW.hash)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER batch_part_once BEFORE INSERT ON batch_part
WHEN EXISTS (SELECT 1 FROM batch_part WHERE id = NEW.id AND part = NEW.part)
BEGIN SELECT RAISE(IGNORE); END;
-- A sequence that begins again after an old tail was cut would pass as new.
CREATE TRIGGER event_no_payload_left BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM payload WHERE origin = NEW.origin AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the journal is a chain'); END;

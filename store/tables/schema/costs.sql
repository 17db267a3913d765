CREATE TABLE loan (
    claim TEXT NOT NULL,
    place INTEGER NOT NULL,
    serial TEXT NOT NULL,
    serial_key TEXT NOT NULL,
    given TEXT NOT NULL,
    condition TEXT,
    back TEXT,
    PRIMARY KEY (claim, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX loan_serial ON loan (serial_key, back);
CREATE INDEX loan_out ON loan (given, claim) WHERE back IS NULL;

CREATE TABLE goodwill (
    claim TEXT NOT NULL,
    place INTEGER NOT NULL,
    day TEXT NOT NULL,
    amount INTEGER NOT NULL,
    unit TEXT,
    who TEXT NOT NULL,
    role TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (claim, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX goodwill_day ON goodwill (day, claim, place, amount);

CREATE INDEX claim_urgent ON claim (urgent, id);
CREATE INDEX claim_open ON claim (urgent, id) WHERE state NOT IN ('closed', 'rejected', 'cancelled');
CREATE INDEX claim_ended ON claim (urgent, id) WHERE state IN ('closed', 'rejected', 'cancelled');
CREATE INDEX claim_owner ON claim (owner, urgent, id) WHERE state NOT IN ('closed', 'rejected', 'cancelled');
CREATE INDEX claim_owner_state ON claim (owner, state, urgent, id) WHERE owner IS NOT NULL;

CREATE TABLE queue_state (
    state TEXT NOT NULL,
    owner TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (state, owner)
) STRICT, WITHOUT ROWID;
CREATE TABLE queue_day (
    day TEXT PRIMARY KEY,
    n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER claim_queued AFTER INSERT ON claim BEGIN
    INSERT INTO queue_state VALUES (NEW.state, coalesce(NEW.owner, ''), 1) ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO queue_day SELECT NEW.urgent, 1 WHERE NEW.state NOT IN ('closed', 'rejected', 'cancelled')
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER claim_unqueued AFTER DELETE ON claim BEGIN
    UPDATE queue_state SET n = n - 1 WHERE state = OLD.state AND owner = coalesce(OLD.owner, '');
    DELETE FROM queue_state WHERE state = OLD.state AND owner = coalesce(OLD.owner, '') AND n = 0;
    UPDATE queue_day SET n = n - 1
    WHERE day = OLD.urgent AND OLD.state NOT IN ('closed', 'rejected', 'cancelled');
    DELETE FROM queue_day WHERE day = OLD.urgent AND n = 0;
END;
CREATE TRIGGER claim_requeued AFTER UPDATE ON claim
WHEN (NEW.state, coalesce(NEW.owner, ''), NEW.urgent) <> (OLD.state, coalesce(OLD.owner, ''), OLD.urgent) BEGIN
    UPDATE queue_state SET n = n - 1 WHERE state = OLD.state AND owner = coalesce(OLD.owner, '');
    INSERT INTO queue_state VALUES (NEW.state, coalesce(NEW.owner, ''), 1) ON CONFLICT DO UPDATE SET n = n + 1;
    DELETE FROM queue_state WHERE state = OLD.state AND owner = coalesce(OLD.owner, '') AND n = 0;
    UPDATE queue_day SET n = n - 1
    WHERE day = OLD.urgent AND OLD.state NOT IN ('closed', 'rejected', 'cancelled');
    INSERT INTO queue_day SELECT NEW.urgent, 1 WHERE NEW.state NOT IN ('closed', 'rejected', 'cancelled')
    ON CONFLICT DO UPDATE SET n = n + 1;
    DELETE FROM queue_day WHERE day = OLD.urgent AND n = 0;
END;

INSERT INTO queue_state SELECT state, coalesce(owner, ''), count(*) FROM claim GROUP BY 1, 2;
INSERT INTO queue_day SELECT urgent, count(*) FROM claim
WHERE state NOT IN ('closed', 'rejected', 'cancelled') GROUP BY 1;

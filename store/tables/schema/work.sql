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

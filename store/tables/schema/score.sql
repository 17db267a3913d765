ALTER TABLE invitation ADD COLUMN agent TEXT;
ALTER TABLE invitation ADD COLUMN origin TEXT;
UPDATE invitation SET (agent, origin) = (
    SELECT agent, origin FROM event WHERE subject = 'rating:' || invitation.claim AND kind = 'rating.invite'
    ORDER BY hlc, origin, seq LIMIT 1
);
ALTER TABLE rating ADD COLUMN given INTEGER CHECK (given IS NULL OR given BETWEEN 0 AND 10);
CREATE INDEX rating_product ON rating (product, day);
CREATE INDEX claim_filed ON claim (filed_on) WHERE filed_on IS NOT NULL;
CREATE INDEX claim_handed ON claim (handed_over) WHERE handed_over IS NOT NULL;

DROP TRIGGER rating_counted;
DROP TRIGGER rating_uncounted;
DROP TRIGGER rating_recounted;
DROP TRIGGER invitation_counted;
DROP TRIGGER invitation_uncounted;
DROP TABLE score_day;
DROP TABLE invited_day;

CREATE TABLE correction (
    rating TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    origin TEXT NOT NULL,
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    reason TEXT NOT NULL,
    agent TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (rating, hlc, origin)
) STRICT, WITHOUT ROWID;
CREATE TABLE benchmark (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    value TEXT,
    source TEXT, measured TEXT, method TEXT, retired TEXT,
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;
CREATE TABLE abandoned (
    hlc INTEGER NOT NULL,
    origin TEXT NOT NULL,
    day TEXT NOT NULL,
    agent TEXT NOT NULL,
    unit TEXT NOT NULL,
    keys INTEGER, seconds INTEGER,
    PRIMARY KEY (hlc, origin)
) STRICT, WITHOUT ROWID;

-- What the score knows of one claim (by its number) or of one unlinked answer ('r:' and its id).
CREATE TABLE voice (
    id TEXT PRIMARY KEY,
    rating TEXT,
    day TEXT, score INTEGER, linked INTEGER NOT NULL, early INTEGER NOT NULL,
    invited_on TEXT, kept INTEGER NOT NULL,
    closed_on TEXT, days INTEGER, contacts INTEGER, handovers INTEGER,
    filed_on TEXT, keys INTEGER, seconds INTEGER,
    again INTEGER NOT NULL,
    parts TEXT NOT NULL CHECK (json_valid(parts))
) STRICT, WITHOUT ROWID;
CREATE INDEX voice_unhappy ON voice (day) WHERE score <= 6 AND parts ->> 'tenure' IN ('3-5', '6+');
CREATE INDEX voice_early ON voice (day) WHERE early = 1;
CREATE INDEX voice_kept ON voice (invited_on) WHERE kept = 1;

-- Counters: a period is d and the day, or m and the month; dim '' is the whole.
CREATE TABLE score_part (
    period TEXT NOT NULL,
    dim TEXT NOT NULL,
    value TEXT NOT NULL,
    again INTEGER NOT NULL,
    promoters INTEGER NOT NULL, passives INTEGER NOT NULL, detractors INTEGER NOT NULL,
    linked INTEGER NOT NULL, early INTEGER NOT NULL,
    asked INTEGER NOT NULL, kept INTEGER NOT NULL,
    closed INTEGER NOT NULL, days INTEGER NOT NULL,
    worked INTEGER NOT NULL, contacts INTEGER NOT NULL, handovers INTEGER NOT NULL,
    PRIMARY KEY (period, dim, value, again)
) STRICT, WITHOUT ROWID;
CREATE TABLE effort_month (
    month TEXT PRIMARY KEY,
    filed INTEGER NOT NULL, timed INTEGER NOT NULL, keys INTEGER NOT NULL, seconds INTEGER NOT NULL,
    abandoned INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Two procedures: a row put into one of these views is what they are called with.
CREATE VIEW score_step (sign, day, again, parts, promoters, passives, detractors, linked, early, asked, kept,
    closed, days, worked, contacts, handovers)
AS SELECT 0, '', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 WHERE false;
CREATE TRIGGER score_step_taken INSTEAD OF INSERT ON score_step BEGIN
    INSERT INTO score_part
    SELECT s.period, p.dim, p.value, NEW.again,
        NEW.sign * NEW.promoters, NEW.sign * NEW.passives, NEW.sign * NEW.detractors, NEW.sign * NEW.linked,
        NEW.sign * NEW.early, NEW.sign * NEW.asked, NEW.sign * NEW.kept, NEW.sign * NEW.closed,
        NEW.sign * NEW.days, NEW.sign * NEW.worked, NEW.sign * NEW.contacts, NEW.sign * NEW.handovers
    FROM (SELECT 'd' || NEW.day AS period UNION ALL SELECT 'm' || substr(NEW.day, 1, 7)) s
    CROSS JOIN (SELECT '' AS dim, '' AS value UNION ALL SELECT key, atom FROM json_each(NEW.parts)) p
    WHERE true
    ON CONFLICT DO UPDATE SET promoters = promoters + excluded.promoters,
        passives = passives + excluded.passives, detractors = detractors + excluded.detractors,
        linked = linked + excluded.linked, early = early + excluded.early, asked = asked + excluded.asked,
        kept = kept + excluded.kept, closed = closed + excluded.closed, days = days + excluded.days,
        worked = worked + excluded.worked, contacts = contacts + excluded.contacts,
        handovers = handovers + excluded.handovers;
    DELETE FROM score_part
    WHERE NEW.sign < 0 AND period IN ('d' || NEW.day, 'm' || substr(NEW.day, 1, 7))
        AND (dim, value) IN (SELECT '', '' UNION ALL SELECT key, atom FROM json_each(NEW.parts))
        AND again = NEW.again AND promoters = 0 AND passives = 0 AND detractors = 0 AND linked = 0
        AND early = 0 AND asked = 0 AND kept = 0 AND closed = 0 AND days = 0 AND worked = 0
        AND contacts = 0 AND handovers = 0;
END;

CREATE TRIGGER voice_told AFTER INSERT ON voice BEGIN
    INSERT INTO score_step SELECT 1, NEW.day, NEW.again, NEW.parts, NEW.score >= 9, NEW.score IN (7, 8),
        NEW.score <= 6, NEW.linked, NEW.early, 0, 0, 0, 0, 0, 0, 0 WHERE NEW.day IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.invited_on, NEW.again, NEW.parts, 0, 0, 0, 0, 0, 1 - NEW.kept,
        NEW.kept, 0, 0, 0, 0, 0 WHERE NEW.invited_on IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.closed_on, NEW.again, NEW.parts, 0, 0, 0, 0, 0, 0, 0, 1,
        coalesce(NEW.days, 0), NEW.contacts IS NOT NULL, coalesce(NEW.contacts, 0), coalesce(NEW.handovers, 0)
    WHERE NEW.closed_on IS NOT NULL;
END;
CREATE TRIGGER voice_forgotten AFTER DELETE ON voice BEGIN
    INSERT INTO score_step SELECT -1, OLD.day, OLD.again, OLD.parts, OLD.score >= 9, OLD.score IN (7, 8),
        OLD.score <= 6, OLD.linked, OLD.early, 0, 0, 0, 0, 0, 0, 0 WHERE OLD.day IS NOT NULL;
    INSERT INTO score_step SELECT -1, OLD.invited_on, OLD.again, OLD.parts, 0, 0, 0, 0, 0, 1 - OLD.kept,
        OLD.kept, 0, 0, 0, 0, 0 WHERE OLD.invited_on IS NOT NULL;
    INSERT INTO score_step SELECT -1, OLD.closed_on, OLD.again, OLD.parts, 0, 0, 0, 0, 0, 0, 0, 1,
        coalesce(OLD.days, 0), OLD.contacts IS NOT NULL, coalesce(OLD.contacts, 0), coalesce(OLD.handovers, 0)
    WHERE OLD.closed_on IS NOT NULL;
END;
CREATE TRIGGER voice_answered AFTER UPDATE ON voice
WHEN (OLD.day, OLD.score, OLD.linked, OLD.early, OLD.again, OLD.parts)
    IS NOT (NEW.day, NEW.score, NEW.linked, NEW.early, NEW.again, NEW.parts) BEGIN
    INSERT INTO score_step SELECT -1, OLD.day, OLD.again, OLD.parts, OLD.score >= 9, OLD.score IN (7, 8),
        OLD.score <= 6, OLD.linked, OLD.early, 0, 0, 0, 0, 0, 0, 0 WHERE OLD.day IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.day, NEW.again, NEW.parts, NEW.score >= 9, NEW.score IN (7, 8),
        NEW.score <= 6, NEW.linked, NEW.early, 0, 0, 0, 0, 0, 0, 0 WHERE NEW.day IS NOT NULL;
END;
CREATE TRIGGER voice_invited AFTER UPDATE ON voice
WHEN (OLD.invited_on, OLD.kept, OLD.again, OLD.parts)
    IS NOT (NEW.invited_on, NEW.kept, NEW.again, NEW.parts) BEGIN
    INSERT INTO score_step SELECT -1, OLD.invited_on, OLD.again, OLD.parts, 0, 0, 0, 0, 0, 1 - OLD.kept,
        OLD.kept, 0, 0, 0, 0, 0 WHERE OLD.invited_on IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.invited_on, NEW.again, NEW.parts, 0, 0, 0, 0, 0, 1 - NEW.kept,
        NEW.kept, 0, 0, 0, 0, 0 WHERE NEW.invited_on IS NOT NULL;
END;
CREATE TRIGGER voice_closed AFTER UPDATE ON voice
WHEN (OLD.closed_on, OLD.days, OLD.contacts, OLD.handovers, OLD.again, OLD.parts)
    IS NOT (NEW.closed_on, NEW.days, NEW.contacts, NEW.handovers, NEW.again, NEW.parts) BEGIN
    INSERT INTO score_step SELECT -1, OLD.closed_on, OLD.again, OLD.parts, 0, 0, 0, 0, 0, 0, 0, 1,
        coalesce(OLD.days, 0), OLD.contacts IS NOT NULL, coalesce(OLD.contacts, 0), coalesce(OLD.handovers, 0)
    WHERE OLD.closed_on IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.closed_on, NEW.again, NEW.parts, 0, 0, 0, 0, 0, 0, 0, 1,
        coalesce(NEW.days, 0), NEW.contacts IS NOT NULL, coalesce(NEW.contacts, 0), coalesce(NEW.handovers, 0)
    WHERE NEW.closed_on IS NOT NULL;
END;

CREATE TRIGGER voice_filed AFTER INSERT ON voice WHEN NEW.filed_on IS NOT NULL BEGIN
    INSERT INTO effort_month VALUES (substr(NEW.filed_on, 1, 7), 1, NEW.seconds IS NOT NULL,
        coalesce(NEW.keys, 0), coalesce(NEW.seconds, 0), 0)
    ON CONFLICT DO UPDATE SET filed = filed + 1, timed = timed + excluded.timed, keys = keys + excluded.keys,
        seconds = seconds + excluded.seconds;
END;
CREATE TRIGGER voice_unfiled AFTER DELETE ON voice WHEN OLD.filed_on IS NOT NULL BEGIN
    UPDATE effort_month SET filed = filed - 1, timed = timed - (OLD.seconds IS NOT NULL),
        keys = keys - coalesce(OLD.keys, 0), seconds = seconds - coalesce(OLD.seconds, 0)
    WHERE month = substr(OLD.filed_on, 1, 7);
    DELETE FROM effort_month WHERE month = substr(OLD.filed_on, 1, 7) AND filed = 0 AND abandoned = 0;
END;
CREATE TRIGGER voice_refiled AFTER UPDATE ON voice
WHEN (OLD.filed_on, OLD.keys, OLD.seconds) IS NOT (NEW.filed_on, NEW.keys, NEW.seconds) BEGIN
    UPDATE effort_month SET filed = filed - 1, timed = timed - (OLD.seconds IS NOT NULL),
        keys = keys - coalesce(OLD.keys, 0), seconds = seconds - coalesce(OLD.seconds, 0)
    WHERE month = substr(OLD.filed_on, 1, 7);
    DELETE FROM effort_month WHERE month = substr(OLD.filed_on, 1, 7) AND filed = 0 AND abandoned = 0;
    INSERT INTO effort_month SELECT substr(NEW.filed_on, 1, 7), 1, NEW.seconds IS NOT NULL,
        coalesce(NEW.keys, 0), coalesce(NEW.seconds, 0), 0 WHERE NEW.filed_on IS NOT NULL
    ON CONFLICT DO UPDATE SET filed = filed + 1, timed = timed + excluded.timed, keys = keys + excluded.keys,
        seconds = seconds + excluded.seconds;
END;
CREATE TRIGGER draft_abandoned AFTER INSERT ON abandoned BEGIN
    INSERT INTO effort_month VALUES (substr(NEW.day, 1, 7), 0, 0, 0, 0, 1)
    ON CONFLICT DO UPDATE SET abandoned = abandoned + 1;
END;

CREATE VIEW voice_call (id) AS SELECT '' WHERE false;
CREATE TRIGGER voice_called INSTEAD OF INSERT ON voice_call BEGIN
    INSERT INTO voice
    SELECT NEW.id, f.rating, f.day, f.score, f.linked,
        f.linked AND coalesce(f.day < f.first_closed, f.first_closed IS NULL AND f.again = 0), f.invited_on,
        f.kept, f.closed_on, CASE WHEN f.closed_on IS NOT NULL THEN f.days END,
        CASE WHEN f.closed_on IS NOT NULL THEN f.contacts END,
        CASE WHEN f.closed_on IS NOT NULL AND f.contacts IS NOT NULL THEN f.handovers END,
        f.filed_on, f.keys, f.seconds, f.again,
        json_patch('{}', json_object(
            'product', f.product, 'fault', f.fault, 'resolution', f.resolution, 'channel', f.channel,
            'partner', f.partner, 'agent', f.agent, 'technician', f.owner, 'desk', f.desk,
            'days', CASE WHEN f.handed IS NULL THEN NULL WHEN f.days <= 3 THEN '0-3' WHEN f.days <= 7 THEN '4-7'
                WHEN f.days <= 14 THEN '8-14' WHEN f.days <= 30 THEN '15-30' WHEN f.days > 30 THEN '31+' END,
            'tenure', CASE WHEN f.since IS NULL THEN NULL WHEN f.at < date(f.since, '+1 year') THEN '0'
                WHEN f.at < date(f.since, '+3 years') THEN '1-2' WHEN f.at < date(f.since, '+6 years') THEN '3-5'
                ELSE '6+' END,
            'segment', f.segment, 'invitation', f.invitation))
    FROM (
        SELECT r.id AS rating, r.day AS day, r.score AS score, r.id IS NOT NULL AND r.claim IS NOT NULL AS linked,
            i.day AS invited_on, i.suppressed IS NOT NULL AS kept,
            CASE WHEN c.state = 'closed' THEN c.handed_over END AS closed_on, c.handed_over AS handed,
            coalesce(i.day, CASE WHEN c.state = 'closed' THEN c.handed_over END) AS first_closed,
            CAST(julianday(c.handed_over) - julianday(c.filed_on) AS INTEGER) AS days,
            (SELECT nullif(count(*), 0) FROM event e WHERE e.subject = 'claim:' || c.id AND e.kind IN (
                'claim.file', 'claim.request_info', 'claim.answer', 'claim.contact', 'claim.reopen',
                'claim.close', 'claim.return_unit')) AS contacts,
            coalesce((SELECT sum(agent <> before) FROM (
                SELECT e.agent, lag(e.agent) OVER (ORDER BY e.hlc, e.origin, e.seq) AS before FROM event e
                WHERE e.subject = 'claim:' || c.id AND e.kind <> 'claim.refused')), 0) AS handovers,
            c.filed_on AS filed_on, CAST(y.body ->> '$.effort.keys' AS INTEGER) AS keys,
            CAST(y.body ->> '$.effort.seconds' AS INTEGER) AS seconds,
            coalesce(c.body ->> 'repeat', 0) > 0 AS again,
            coalesce(nullif(r.product, ''), u.product, i.product, 'name:' || (c.body ->> 'product')) AS product,
            c.fault AS fault, c.resolution AS resolution, c.body ->> 'channel' AS channel,
            coalesce(nullif(r.partner, ''), u.partner) AS partner, coalesce(i.agent, r.agent, c.owner) AS agent,
            c.owner AS owner, coalesce(i.origin, r.origin) AS desk, o.since AS since,
            coalesce(i.day, c.handed_over, r.day) AS at, coalesce(nullif(r.segment, ''), u.buyer) AS segment,
            CASE WHEN i.claim IS NULL THEN NULL WHEN i.declined THEN 'DECLINED'
                ELSE coalesce(i.suppressed, 'ASKED') END AS invitation
        FROM (SELECT 1)
        LEFT JOIN claim c ON c.id = (SELECT min(id) FROM claim WHERE number = NEW.id)
        LEFT JOIN invitation i ON i.claim = NEW.id
        LEFT JOIN rating r ON r.id = CASE WHEN NEW.id GLOB 'r:*'
            THEN (SELECT id FROM rating WHERE id = substr(NEW.id, 3) AND claim IS NULL AND counts = 1)
            ELSE (SELECT id FROM rating WHERE claim = NEW.id AND counts = 1 ORDER BY hlc, origin, id LIMIT 1) END
        LEFT JOIN unit u ON u.id = coalesce(c.unit, r.unit)
        LEFT JOIN customer o ON o.id = c.customer
        LEFT JOIN payload y ON (y.origin, y.seq) = (SELECT e.origin, e.seq FROM event e
            WHERE e.subject = 'claim:' || c.id AND e.kind = 'claim.file' ORDER BY e.hlc, e.origin, e.seq LIMIT 1)
    ) f
    WHERE f.rating IS NOT NULL OR f.invited_on IS NOT NULL OR f.closed_on IS NOT NULL OR f.filed_on IS NOT NULL
        OR EXISTS (SELECT 1 FROM voice WHERE id = NEW.id)
    ON CONFLICT DO UPDATE SET rating = excluded.rating, day = excluded.day, score = excluded.score,
        linked = excluded.linked, early = excluded.early, invited_on = excluded.invited_on,
        kept = excluded.kept, closed_on = excluded.closed_on, days = excluded.days,
        contacts = excluded.contacts, handovers = excluded.handovers, filed_on = excluded.filed_on,
        keys = excluded.keys, seconds = excluded.seconds, again = excluded.again, parts = excluded.parts
    WHERE (rating, day, score, linked, early, invited_on, kept, closed_on, days, contacts, handovers, filed_on,
            keys, seconds, again, parts)
        IS NOT (excluded.rating, excluded.day, excluded.score, excluded.linked, excluded.early,
            excluded.invited_on, excluded.kept, excluded.closed_on, excluded.days, excluded.contacts,
            excluded.handovers, excluded.filed_on, excluded.keys, excluded.seconds, excluded.again,
            excluded.parts);
    DELETE FROM voice WHERE id = NEW.id AND rating IS NULL AND invited_on IS NULL AND closed_on IS NULL
        AND filed_on IS NULL;
END;

CREATE TRIGGER rating_voiced AFTER INSERT ON rating WHEN NEW.counts = 1 BEGIN
    INSERT INTO voice_call VALUES (coalesce(NEW.claim, 'r:' || NEW.id));
END;
CREATE TRIGGER rating_unvoiced AFTER DELETE ON rating BEGIN
    INSERT INTO voice_call VALUES (coalesce(OLD.claim, 'r:' || OLD.id));
END;
CREATE TRIGGER rating_revoiced AFTER UPDATE ON rating BEGIN
    INSERT INTO voice_call SELECT coalesce(OLD.claim, 'r:' || OLD.id) WHERE OLD.claim IS NOT NEW.claim;
    INSERT INTO voice_call VALUES (coalesce(NEW.claim, 'r:' || NEW.id));
END;
CREATE TRIGGER invitation_voiced AFTER INSERT ON invitation BEGIN
    INSERT INTO voice_call VALUES (NEW.claim);
END;
CREATE TRIGGER invitation_unvoiced AFTER DELETE ON invitation BEGIN
    INSERT INTO voice_call VALUES (OLD.claim);
END;
CREATE TRIGGER invitation_revoiced AFTER UPDATE ON invitation BEGIN
    INSERT INTO voice_call VALUES (NEW.claim);
END;
CREATE TRIGGER claim_voiced AFTER INSERT ON claim WHEN NEW.number IS NOT NULL BEGIN
    INSERT INTO voice_call VALUES (NEW.number);
END;
CREATE TRIGGER claim_unvoiced AFTER DELETE ON claim WHEN OLD.number IS NOT NULL BEGIN
    INSERT INTO voice_call VALUES (OLD.number);
END;
CREATE TRIGGER claim_revoiced AFTER UPDATE ON claim BEGIN
    INSERT INTO voice_call SELECT OLD.number WHERE OLD.number IS NOT NULL AND OLD.number IS NOT NEW.number;
    INSERT INTO voice_call SELECT NEW.number WHERE NEW.number IS NOT NULL;
END;
CREATE TRIGGER unit_revoiced AFTER UPDATE OF product, partner, buyer ON unit
WHEN (OLD.product, OLD.partner, OLD.buyer) IS NOT (NEW.product, NEW.partner, NEW.buyer) BEGIN
    INSERT INTO voice_call SELECT number FROM claim WHERE unit = NEW.id AND number IS NOT NULL
        UNION SELECT coalesce(claim, 'r:' || id) FROM rating WHERE unit = NEW.id;
END;
CREATE TRIGGER customer_revoiced AFTER UPDATE OF since ON customer WHEN OLD.since IS NOT NEW.since BEGIN
    INSERT INTO voice_call SELECT number FROM claim WHERE customer = NEW.id AND number IS NOT NULL;
END;

INSERT INTO voice_call
SELECT number FROM claim WHERE number IS NOT NULL UNION SELECT claim FROM rating WHERE claim IS NOT NULL
UNION SELECT claim FROM invitation UNION SELECT 'r:' || id FROM rating WHERE claim IS NULL;

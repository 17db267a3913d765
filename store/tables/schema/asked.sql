-- An answer by somebody who was not asked is no answer to asking: it is counted apart.
ALTER TABLE voice ADD COLUMN unasked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE score_part ADD COLUMN unasked INTEGER NOT NULL DEFAULT 0;
-- What an answer is about stands in its voice, whoever knows it: the answer, the claim or the unit.
DROP INDEX rating_product;
CREATE INDEX voice_product ON voice (parts ->> 'product', day) WHERE day IS NOT NULL;

DROP TRIGGER voice_told;
DROP TRIGGER voice_forgotten;
DROP TRIGGER voice_answered;
DROP TRIGGER voice_invited;
DROP TRIGGER voice_closed;
DROP TRIGGER voice_called;
DROP TRIGGER score_step_taken;
DROP VIEW score_step;

CREATE VIEW score_step (sign, day, again, parts, promoters, passives, detractors, linked, early, asked, kept,
    closed, days, worked, contacts, handovers, unasked)
AS SELECT 0, '', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 WHERE false;
CREATE TRIGGER score_step_taken INSTEAD OF INSERT ON score_step BEGIN
    INSERT INTO score_part
    SELECT s.period, p.dim, p.value, NEW.again,
        NEW.sign * NEW.promoters, NEW.sign * NEW.passives, NEW.sign * NEW.detractors, NEW.sign * NEW.linked,
        NEW.sign * NEW.early, NEW.sign * NEW.asked, NEW.sign * NEW.kept, NEW.sign * NEW.closed,
        NEW.sign * NEW.days, NEW.sign * NEW.worked, NEW.sign * NEW.contacts, NEW.sign * NEW.handovers,
        NEW.sign * NEW.unasked
    FROM (SELECT 'd' || NEW.day AS period UNION ALL SELECT 'm' || substr(NEW.day, 1, 7)) s
    CROSS JOIN (SELECT '' AS dim, '' AS value UNION ALL SELECT key, atom FROM json_each(NEW.parts)) p
    WHERE true
    ON CONFLICT DO UPDATE SET promoters = promoters + excluded.promoters,
        passives = passives + excluded.passives, detractors = detractors + excluded.detractors,
        linked = linked + excluded.linked, early = early + excluded.early, asked = asked + excluded.asked,
        kept = kept + excluded.kept, closed = closed + excluded.closed, days = days + excluded.days,
        worked = worked + excluded.worked, contacts = contacts + excluded.contacts,
        handovers = handovers + excluded.handovers, unasked = unasked + excluded.unasked;
    DELETE FROM score_part
    WHERE NEW.sign < 0 AND period IN ('d' || NEW.day, 'm' || substr(NEW.day, 1, 7))
        AND (dim, value) IN (SELECT '', '' UNION ALL SELECT key, atom FROM json_each(NEW.parts))
        AND again = NEW.again AND promoters = 0 AND passives = 0 AND detractors = 0 AND linked = 0
        AND early = 0 AND asked = 0 AND kept = 0 AND closed = 0 AND days = 0 AND worked = 0
        AND contacts = 0 AND handovers = 0 AND unasked = 0;
END;

CREATE TRIGGER voice_told AFTER INSERT ON voice BEGIN
    INSERT INTO score_step SELECT 1, NEW.day, NEW.again, NEW.parts, NEW.score >= 9, NEW.score IN (7, 8),
        NEW.score <= 6, NEW.linked, NEW.early, 0, 0, 0, 0, 0, 0, 0, NEW.unasked WHERE NEW.day IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.invited_on, NEW.again, NEW.parts, 0, 0, 0, 0, 0, 1 - NEW.kept,
        NEW.kept, 0, 0, 0, 0, 0, 0 WHERE NEW.invited_on IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.closed_on, NEW.again, NEW.parts, 0, 0, 0, 0, 0, 0, 0, 1,
        coalesce(NEW.days, 0), NEW.contacts IS NOT NULL, coalesce(NEW.contacts, 0), coalesce(NEW.handovers, 0), 0
    WHERE NEW.closed_on IS NOT NULL;
END;
CREATE TRIGGER voice_forgotten AFTER DELETE ON voice BEGIN
    INSERT INTO score_step SELECT -1, OLD.day, OLD.again, OLD.parts, OLD.score >= 9, OLD.score IN (7, 8),
        OLD.score <= 6, OLD.linked, OLD.early, 0, 0, 0, 0, 0, 0, 0, OLD.unasked WHERE OLD.day IS NOT NULL;
    INSERT INTO score_step SELECT -1, OLD.invited_on, OLD.again, OLD.parts, 0, 0, 0, 0, 0, 1 - OLD.kept,
        OLD.kept, 0, 0, 0, 0, 0, 0 WHERE OLD.invited_on IS NOT NULL;
    INSERT INTO score_step SELECT -1, OLD.closed_on, OLD.again, OLD.parts, 0, 0, 0, 0, 0, 0, 0, 1,
        coalesce(OLD.days, 0), OLD.contacts IS NOT NULL, coalesce(OLD.contacts, 0), coalesce(OLD.handovers, 0), 0
    WHERE OLD.closed_on IS NOT NULL;
END;
CREATE TRIGGER voice_answered AFTER UPDATE ON voice
WHEN (OLD.day, OLD.score, OLD.linked, OLD.unasked, OLD.early, OLD.again, OLD.parts)
    IS NOT (NEW.day, NEW.score, NEW.linked, NEW.unasked, NEW.early, NEW.again, NEW.parts) BEGIN
    INSERT INTO score_step SELECT -1, OLD.day, OLD.again, OLD.parts, OLD.score >= 9, OLD.score IN (7, 8),
        OLD.score <= 6, OLD.linked, OLD.early, 0, 0, 0, 0, 0, 0, 0, OLD.unasked WHERE OLD.day IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.day, NEW.again, NEW.parts, NEW.score >= 9, NEW.score IN (7, 8),
        NEW.score <= 6, NEW.linked, NEW.early, 0, 0, 0, 0, 0, 0, 0, NEW.unasked WHERE NEW.day IS NOT NULL;
END;
CREATE TRIGGER voice_invited AFTER UPDATE ON voice
WHEN (OLD.invited_on, OLD.kept, OLD.again, OLD.parts)
    IS NOT (NEW.invited_on, NEW.kept, NEW.again, NEW.parts) BEGIN
    INSERT INTO score_step SELECT -1, OLD.invited_on, OLD.again, OLD.parts, 0, 0, 0, 0, 0, 1 - OLD.kept,
        OLD.kept, 0, 0, 0, 0, 0, 0 WHERE OLD.invited_on IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.invited_on, NEW.again, NEW.parts, 0, 0, 0, 0, 0, 1 - NEW.kept,
        NEW.kept, 0, 0, 0, 0, 0, 0 WHERE NEW.invited_on IS NOT NULL;
END;
CREATE TRIGGER voice_closed AFTER UPDATE ON voice
WHEN (OLD.closed_on, OLD.days, OLD.contacts, OLD.handovers, OLD.again, OLD.parts)
    IS NOT (NEW.closed_on, NEW.days, NEW.contacts, NEW.handovers, NEW.again, NEW.parts) BEGIN
    INSERT INTO score_step SELECT -1, OLD.closed_on, OLD.again, OLD.parts, 0, 0, 0, 0, 0, 0, 0, 1,
        coalesce(OLD.days, 0), OLD.contacts IS NOT NULL, coalesce(OLD.contacts, 0), coalesce(OLD.handovers, 0), 0
    WHERE OLD.closed_on IS NOT NULL;
    INSERT INTO score_step SELECT 1, NEW.closed_on, NEW.again, NEW.parts, 0, 0, 0, 0, 0, 0, 0, 1,
        coalesce(NEW.days, 0), NEW.contacts IS NOT NULL, coalesce(NEW.contacts, 0), coalesce(NEW.handovers, 0), 0
    WHERE NEW.closed_on IS NOT NULL;
END;

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
            'segment', f.segment, 'invitation', f.invitation)),
        f.linked AND (f.invited_on IS NULL OR f.kept)
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
            ELSE (SELECT id FROM rating WHERE claim = NEW.id AND counts = 1 ORDER BY hlc, origin, day, id LIMIT 1) END
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
        keys = excluded.keys, seconds = excluded.seconds, again = excluded.again, parts = excluded.parts,
        unasked = excluded.unasked
    WHERE (rating, day, score, linked, early, invited_on, kept, closed_on, days, contacts, handovers, filed_on,
            keys, seconds, again, parts, unasked)
        IS NOT (excluded.rating, excluded.day, excluded.score, excluded.linked, excluded.early,
            excluded.invited_on, excluded.kept, excluded.closed_on, excluded.days, excluded.contacts,
            excluded.handovers, excluded.filed_on, excluded.keys, excluded.seconds, excluded.again,
            excluded.parts, excluded.unasked);
    DELETE FROM voice WHERE id = NEW.id AND rating IS NULL AND invited_on IS NULL AND closed_on IS NULL
        AND filed_on IS NULL;
END;

UPDATE rating SET counts =
    (id = (SELECT id FROM rating o WHERE o.claim = rating.claim ORDER BY hlc, origin, day, id LIMIT 1))
WHERE claim IN (SELECT claim FROM rating WHERE claim IS NOT NULL GROUP BY claim HAVING count(*) > 1);
INSERT INTO voice_call SELECT id FROM voice WHERE rating IS NOT NULL AND linked;

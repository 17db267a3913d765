ALTER TABLE draft ADD COLUMN at TEXT;
CREATE INDEX claim_unlinked ON claim (urgent, id) WHERE json_extract(body, '$.unknown') = 1;

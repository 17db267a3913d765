CREATE TABLE setting (
    id TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'agent', 'technician', 'supervisor', 'manager', 'admin')),
    active INTEGER CHECK (active IN (0, 1)),
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN ('maker', 'legal', 'plan', 'contract', 'window', 'repair', 'part', 'recall')
    ),
    body TEXT NOT NULL CHECK (json_valid(body)),
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    brand TEXT,
    category TEXT,
    policies TEXT CHECK (policies IS NULL OR json_valid(policies)),
    notes TEXT,
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE fault (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    category TEXT,
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT,
    address TEXT,
    language TEXT,
    since TEXT CHECK (since IS NULL OR since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    notes TEXT,
    may_contact INTEGER CHECK (may_contact IN (0, 1)),
    phones TEXT CHECK (phones IS NULL OR json_valid(phones)),
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT;
CREATE TABLE customer_phone (
    customer TEXT NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    digits TEXT NOT NULL CHECK (digits <> '' AND digits NOT GLOB '*[^0-9]*'),
    tail TEXT NOT NULL,
    PRIMARY KEY (customer, digits)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_phone_digits ON customer_phone (digits);
CREATE INDEX customer_phone_tail ON customer_phone (tail);
CREATE VIRTUAL TABLE customer_name USING fts5 (
    name, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

CREATE TABLE unit (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    product TEXT NOT NULL,
    serial TEXT NOT NULL CHECK (serial <> ''),
    serial_key TEXT NOT NULL CHECK (serial_key <> ''),
    serial_tail TEXT NOT NULL,
    customer TEXT,
    buyer TEXT CHECK (buyer IN ('consumer', 'business')),
    built TEXT, shipped TEXT, delivered TEXT, invoiced TEXT, activated TEXT, installed TEXT,
    warranty_months INTEGER CHECK (warranty_months IS NULL OR warranty_months BETWEEN 0 AND 1200),
    warranty_end TEXT,
    plans TEXT CHECK (plans IS NULL OR json_valid(plans)),
    partner TEXT,
    notes TEXT,
    listed TEXT,
    status TEXT NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'retired', 'refunded')),
    replaces TEXT,
    replaced_by TEXT,
    hlc INTEGER NOT NULL, origin TEXT NOT NULL, late TEXT CHECK (late IS NULL OR json_valid(late))
) STRICT;
CREATE INDEX unit_key ON unit (serial_key);
CREATE INDEX unit_tail ON unit (serial_tail);
CREATE INDEX unit_customer ON unit (customer) WHERE customer IS NOT NULL;
CREATE INDEX unit_product ON unit (product);

CREATE TABLE unit_history (
    unit TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    PRIMARY KEY (unit, hlc, origin)
) STRICT, WITHOUT ROWID;

-- What is derived from the log. All of it can be thrown away and rebuilt, byte for byte the same.
-- Every row belongs to the stream that it was derived from.

CREATE TABLE der_person (
    stream TEXT NOT NULL PRIMARY KEY, -- of the person
    number TEXT NOT NULL,             -- identity number, normalised
    given_name TEXT NOT NULL,         -- as recorded
    family_name TEXT NOT NULL,        -- as recorded
    born TEXT NOT NULL,               -- date; empty: unknown
    address TEXT NOT NULL,            -- or empty
    telephone TEXT NOT NULL,          -- or empty
    status TEXT NOT NULL              -- JSON of the case as derived
) STRICT, WITHOUT ROWID;
CREATE INDEX der_person_number ON der_person (number, stream);

CREATE TABLE der_key (
    stream TEXT NOT NULL, -- of the person
    key TEXT NOT NULL,    -- normalised word to be found by, from its beginning
    PRIMARY KEY (stream, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE der_relation (
    stream TEXT NOT NULL,     -- of the person
    unit TEXT NOT NULL,       -- stream of a unit that takes part in the care
    name_order TEXT NOT NULL, -- family and given name such that bytes sort as Swedish does
    PRIMARY KEY (stream, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX der_relation_unit ON der_relation (unit, name_order, stream);

CREATE TABLE der_duty (
    stream TEXT NOT NULL,      -- of the person
    decision TEXT NOT NULL,    -- that says so, by its name in the routine
    thing TEXT NOT NULL,       -- that it concerns ("commitment:nurse:4"), or empty
    ordinal INTEGER NOT NULL,  -- from 1: how many times it arose
    position INTEGER NOT NULL, -- among the duties of the case, in the order in which they arose
    what TEXT NOT NULL,        -- to be done, in words
    role TEXT NOT NULL,        -- whose, code of role
    unit TEXT NOT NULL,        -- whose, stream of the unit
    due TEXT NOT NULL,         -- "2026-03-01" (the end of it) or "2026-03-01T14:00"; empty: none
    due_order TEXT NOT NULL,   -- due such that bytes sort by time, those without a due date last
    state TEXT NOT NULL CHECK (state IN ('open', 'fulfilled', 'withdrawn')), -- where it stands
    fulfilled_by TEXT NOT NULL,  -- id of the kind of event that fulfils it, or empty
    about INTEGER NOT NULL,      -- seq of the event that opened the thing, or 0
    opened_seq INTEGER NOT NULL, -- event after which it stood
    ended_seq INTEGER NOT NULL,  -- event that ended it, or 0
    ended TEXT NOT NULL,         -- instant, or empty
    ground TEXT NOT NULL,        -- JSON: rules, clauses and facts behind it
    PRIMARY KEY (stream, decision, thing, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX der_duty_open ON der_duty (unit, role, due_order, stream, decision, thing, ordinal)
    WHERE state = 'open';

CREATE TABLE der_organisation (
    stream TEXT NOT NULL PRIMARY KEY, -- of the organisation
    name TEXT NOT NULL                -- as recorded
) STRICT, WITHOUT ROWID;

CREATE TABLE der_unit (
    stream TEXT NOT NULL PRIMARY KEY, -- of the unit
    name TEXT NOT NULL,               -- as recorded
    organisation TEXT NOT NULL,       -- stream of the organisation that it belongs to
    telephone TEXT NOT NULL,          -- or empty
    kind TEXT NOT NULL,               -- code of unit_kind
    name_order TEXT NOT NULL          -- name such that bytes sort as Swedish does
) STRICT, WITHOUT ROWID;
CREATE INDEX der_unit_name ON der_unit (name_order, stream);
CREATE INDEX der_unit_kind ON der_unit (kind, name_order, stream);

CREATE TABLE der_user (
    stream TEXT NOT NULL PRIMARY KEY, -- of the user
    name TEXT NOT NULL,               -- as recorded
    login TEXT NOT NULL               -- as recorded
) STRICT, WITHOUT ROWID;

CREATE TABLE der_assignment (
    stream TEXT NOT NULL,     -- of the user
    id TEXT NOT NULL,         -- "<user stream>#<seq of assignment_given>"
    unit TEXT NOT NULL,       -- stream of the unit
    role TEXT NOT NULL,       -- code of role
    valid_from TEXT NOT NULL, -- first date
    valid_to TEXT NOT NULL,   -- last date; empty: until further notice
    PRIMARY KEY (stream, id)
) STRICT, WITHOUT ROWID;

-- Identifiers of the national catalogue, what an assignment is for, who may sign in; second factors,
-- and what a session still has to show.

-- Those who are signed in sign in again.
DROP TABLE op_session;
CREATE TABLE op_session (
    token BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's secret
    user_stream TEXT NOT NULL,       -- stream of the user
    assignment TEXT NOT NULL,        -- "<user stream>#<seq>", or empty until chosen
    csrf TEXT NOT NULL,              -- secret of the forms
    role TEXT NOT NULL,              -- code of role, or empty until chosen
    unit TEXT NOT NULL,              -- stream of the unit, or empty until chosen
    language INTEGER NOT NULL,       -- of the pages
    started INTEGER NOT NULL,        -- instant of signing in
    seen INTEGER NOT NULL,           -- instant of the last request
    reasons TEXT NOT NULL,           -- streams that a reason was stated for, one a line
    lacks INTEGER NOT NULL,          -- what must be shown first, bits (enum session_lacks)
    verified INTEGER NOT NULL,       -- instant of the last proof of who it is
    device TEXT NOT NULL,            -- SHA-256 of the device's cookie and what its browser calls itself
    agent TEXT NOT NULL,             -- what the browser calls itself
    provider INTEGER NOT NULL        -- 1: signed in at the provider
) STRICT, WITHOUT ROWID;
CREATE INDEX op_session_seen ON op_session (seen);

CREATE TABLE op_account_next (
    user_stream TEXT NOT NULL PRIMARY KEY, -- stream of the user
    login TEXT NOT NULL,                   -- as typed when the account was made
    login_key TEXT NOT NULL UNIQUE,        -- login, normalised: what is compared
    password TEXT NOT NULL,                -- argon2id string of libsodium; empty: none
    failures INTEGER NOT NULL,             -- since the last success
    locked_until INTEGER NOT NULL,         -- instant before which nothing is tried
    must_change INTEGER NOT NULL,          -- 1: the password is a first one, given by somebody else
    totp TEXT NOT NULL,                    -- sealed key of one-time codes, or empty
    totp_step INTEGER NOT NULL,            -- of the last code that was used
    recovery TEXT NOT NULL                 -- SHA-256 of the recovery codes that are left, one a line
) STRICT, WITHOUT ROWID;
INSERT INTO op_account_next SELECT user_stream, login, login_key, password, failures,
    locked_until, 0, '', 0, '' FROM op_account;
DROP TABLE op_account;
ALTER TABLE op_account_next RENAME TO op_account;

CREATE TABLE der_organisation_next (
    stream TEXT NOT NULL PRIMARY KEY, -- of the organisation
    name TEXT NOT NULL,               -- as recorded
    hsa TEXT NOT NULL                 -- HSA-id in normal form, or empty
) STRICT, WITHOUT ROWID;
INSERT INTO der_organisation_next SELECT stream, name, '' FROM der_organisation;
DROP TABLE der_organisation;
ALTER TABLE der_organisation_next RENAME TO der_organisation;

CREATE TABLE der_unit_next (
    stream TEXT NOT NULL PRIMARY KEY, -- of the unit
    name TEXT NOT NULL,               -- as recorded
    organisation TEXT NOT NULL,       -- stream of the organisation that it belongs to
    telephone TEXT NOT NULL,          -- or empty
    kind TEXT NOT NULL,               -- code of unit_kind
    name_order TEXT NOT NULL,         -- name such that bytes sort as Swedish does
    hsa TEXT NOT NULL                 -- HSA-id in normal form, or empty
) STRICT, WITHOUT ROWID;
INSERT INTO der_unit_next
    SELECT stream, name, organisation, telephone, kind, name_order, '' FROM der_unit;
DROP TABLE der_unit;
ALTER TABLE der_unit_next RENAME TO der_unit;
CREATE INDEX der_unit_name ON der_unit (name_order, stream);
CREATE INDEX der_unit_kind ON der_unit (kind, name_order, stream);

CREATE TABLE der_user_next (
    stream TEXT NOT NULL PRIMARY KEY, -- of the user
    name TEXT NOT NULL,               -- as recorded
    login TEXT NOT NULL,              -- as recorded
    hsa TEXT NOT NULL,                -- HSA-id in normal form, or empty
    disabled INTEGER NOT NULL         -- 1: may not sign in
) STRICT, WITHOUT ROWID;
INSERT INTO der_user_next SELECT stream, name, login, '', 0 FROM der_user;
DROP TABLE der_user;
ALTER TABLE der_user_next RENAME TO der_user;
CREATE INDEX der_user_hsa ON der_user (hsa) WHERE hsa <> '';

CREATE TABLE der_assignment_next (
    stream TEXT NOT NULL,     -- of the user
    id TEXT NOT NULL,         -- "<user stream>#<seq of assignment_given>"
    unit TEXT NOT NULL,       -- stream of the unit
    role TEXT NOT NULL,       -- code of role
    valid_from TEXT NOT NULL, -- first date
    valid_to TEXT NOT NULL,   -- last date; empty: until further notice
    purpose TEXT NOT NULL,    -- code of purpose, or empty
    hsa TEXT NOT NULL,        -- HSA-id in normal form, or empty
    PRIMARY KEY (stream, id)
) STRICT, WITHOUT ROWID;
INSERT INTO der_assignment_next
    SELECT stream, id, unit, role, valid_from, valid_to, '', '' FROM der_assignment;
DROP TABLE der_assignment;
ALTER TABLE der_assignment_next RENAME TO der_assignment;

-- Last, so that no page of the file is left without use.
CREATE INDEX op_session_user ON op_session (user_stream);

-- A fingerprint of what else is derived of a person and seldom changes (src/store/derived.c), so that it need not be read to be
-- compared each time that something is recorded. What an earlier version wrote is derived anew when the server starts.

CREATE TABLE der_person_next (
    stream TEXT NOT NULL PRIMARY KEY, -- of the person
    number TEXT NOT NULL,             -- identity number that holds now, normalised
    given_name TEXT NOT NULL,         -- as recorded
    family_name TEXT NOT NULL,        -- as recorded
    born TEXT NOT NULL,               -- date; empty: unknown
    address TEXT NOT NULL,            -- the newest, also when it holds from a day to come; or empty
    telephone TEXT NOT NULL,          -- or empty
    protection TEXT NOT NULL,         -- code of protection, or empty
    status TEXT NOT NULL,             -- JSON of the case as derived
    rest TEXT NOT NULL                -- fingerprint of the rows that seldom change; empty: unknown
) STRICT, WITHOUT ROWID;
INSERT INTO der_person_next (stream, number, given_name, family_name, born, address, telephone,
    protection, status, rest)
    SELECT stream, number, given_name, family_name, born, address, telephone, protection, status, ''
    FROM der_person;
DROP TABLE der_person;
ALTER TABLE der_person_next RENAME TO der_person;
CREATE INDEX der_person_born ON der_person (born, stream);

-- Persons as they change: numbers of old, protected identity, two records that are one person; and
-- the search keys of each unit, so that a search is one range of one index.

ALTER TABLE der_person RENAME TO old_person;
CREATE TABLE der_person (
    stream TEXT NOT NULL PRIMARY KEY, -- of the person
    number TEXT NOT NULL,             -- identity number that holds now, normalised
    given_name TEXT NOT NULL,         -- as recorded
    family_name TEXT NOT NULL,        -- as recorded
    born TEXT NOT NULL,               -- date; empty: unknown
    address TEXT NOT NULL,            -- the newest, also when it holds from a day to come; or empty
    telephone TEXT NOT NULL,          -- or empty
    protection TEXT NOT NULL,         -- code of protection, or empty
    merged_into TEXT NOT NULL,        -- stream of the record that goes on for this one, or empty
    status TEXT NOT NULL              -- JSON of the case as derived
) STRICT, WITHOUT ROWID;
INSERT INTO der_person (stream, number, given_name, family_name, born, address, telephone,
                        protection, merged_into, status)
    SELECT stream, number, given_name, family_name, born, address, telephone, '', '', status
    FROM old_person;
DROP TABLE old_person;
CREATE INDEX der_person_born ON der_person (born, stream);

CREATE TABLE der_number (
    stream TEXT NOT NULL, -- of the person
    number TEXT NOT NULL, -- that the person has or had, normalised
    PRIMARY KEY (stream, number)
) STRICT, WITHOUT ROWID;
INSERT INTO der_number (stream, number) SELECT stream, number FROM der_person;
CREATE INDEX der_number_number ON der_number (number, stream);

ALTER TABLE der_key RENAME TO old_key;
CREATE TABLE der_key (
    stream TEXT NOT NULL, -- of the person
    unit TEXT NOT NULL,   -- stream of a unit that takes part in the care
    key TEXT NOT NULL,    -- normalised word to be found by, from its beginning
    PRIMARY KEY (stream, unit, key)
) STRICT, WITHOUT ROWID;
INSERT INTO der_key (stream, unit, key)
    SELECT k.stream, r.unit, k.key FROM old_key k JOIN der_relation r ON r.stream = k.stream;
DROP TABLE old_key;
CREATE INDEX der_key_unit ON der_key (unit, key, stream);

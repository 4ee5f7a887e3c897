-- Time on the time forms (V-12), for the totals of a unit: one range of one index.

CREATE TABLE der_time (
    stream TEXT NOT NULL,     -- of the person
    seq INTEGER NOT NULL,     -- of the entry
    unit TEXT NOT NULL,       -- stream of the unit that worked
    happened TEXT NOT NULL,   -- instant
    minutes INTEGER NOT NULL, -- worked
    what TEXT NOT NULL,       -- code of time_use
    received INTEGER NOT NULL CHECK (received IN (0, 1)), -- by the unit coordinator
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX der_time_unit ON der_time (unit, happened, stream, seq);

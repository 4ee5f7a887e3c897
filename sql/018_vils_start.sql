-- Each start of VILS, for how long it took (V-20): one range of one index.

CREATE TABLE der_vils_start (
    stream TEXT NOT NULL,  -- of the person
    seq INTEGER NOT NULL,  -- of the start
    unit TEXT NOT NULL,    -- stream of the unit that recorded it
    started TEXT NOT NULL, -- instant
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX der_vils_start_unit ON der_vils_start (unit, started, stream, seq);

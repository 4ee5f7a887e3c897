-- Persons whose team works as one (VILS), for each unit that takes part: its board is one range of one index.

CREATE TABLE der_vils (
    stream TEXT NOT NULL, -- of the person
    unit TEXT NOT NULL,   -- stream of a unit that takes part in the care
    since TEXT NOT NULL,  -- instant of the start
    seq INTEGER NOT NULL, -- last event of the case, so that each counts up the unit's worklist
    PRIMARY KEY (stream, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX der_vils_unit ON der_vils (unit, since, stream);

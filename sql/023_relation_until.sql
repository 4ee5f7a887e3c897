-- When a unit's part in the care of a person was over: a relation ends. Rows that stand here last until
-- they are derived anew, which the program does when it starts.

ALTER TABLE der_relation RENAME TO old_relation;
CREATE TABLE der_relation (
    stream TEXT NOT NULL,     -- of the person
    unit TEXT NOT NULL,       -- stream of a unit that takes part in the care, or did
    name_order TEXT NOT NULL, -- family and given name such that bytes sort as Swedish does
    until INTEGER NOT NULL,   -- instant at which its part was over; the largest number: it takes part
    PRIMARY KEY (stream, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO der_relation (stream, unit, name_order, until)
    SELECT stream, unit, name_order, 9223372036854775807 FROM old_relation;
DROP TABLE old_relation;
CREATE INDEX der_relation_unit ON der_relation (unit, name_order, stream, until);

ALTER TABLE der_vils RENAME TO old_vils;
CREATE TABLE der_vils (
    stream TEXT NOT NULL,   -- of the person
    unit TEXT NOT NULL,     -- stream of a unit that takes part in the care, or did
    since TEXT NOT NULL,    -- instant of the start
    seq INTEGER NOT NULL,   -- last event of the case, so that each counts up the unit's worklist
    until INTEGER NOT NULL, -- as in der_relation
    PRIMARY KEY (stream, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO der_vils (stream, unit, since, seq, until)
    SELECT stream, unit, since, seq, 9223372036854775807 FROM old_vils;
DROP TABLE old_vils;
CREATE INDEX der_vils_unit ON der_vils (unit, since, stream, until);

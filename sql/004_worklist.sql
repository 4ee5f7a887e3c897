-- Tells whether a unit's worklist is what it was when somebody read it last. Counts up in the
-- transaction that changes a duty of the unit, or a person whom its duties concern.

CREATE TABLE op_worklist (
    unit TEXT NOT NULL PRIMARY KEY, -- stream of the unit
    version INTEGER NOT NULL       -- how often it has changed
) STRICT, WITHOUT ROWID;

-- Delegations of the care staff, the work team of an assignment, and who works at a unit: one range of one index.

CREATE TABLE der_assignment_next (
    stream TEXT NOT NULL,     -- of the user
    id TEXT NOT NULL,         -- "<user stream>#<seq of assignment_given>"
    unit TEXT NOT NULL,       -- stream of the unit
    role TEXT NOT NULL,       -- code of role
    valid_from TEXT NOT NULL, -- first date
    valid_to TEXT NOT NULL,   -- last date; empty: until further notice
    purpose TEXT NOT NULL,    -- code of purpose, or empty
    hsa TEXT NOT NULL,        -- HSA-id in normal form, or empty
    team TEXT NOT NULL,       -- code of work_team, or empty
    PRIMARY KEY (stream, id)
) STRICT, WITHOUT ROWID;
INSERT INTO der_assignment_next
    SELECT stream, id, unit, role, valid_from, valid_to, purpose, hsa, '' FROM der_assignment;
DROP TABLE der_assignment;
ALTER TABLE der_assignment_next RENAME TO der_assignment;
CREATE INDEX der_assignment_unit ON der_assignment (unit, role, stream);

CREATE TABLE der_delegation (
    stream TEXT NOT NULL,     -- of the user
    seq INTEGER NOT NULL,     -- of the event that gave it
    by TEXT NOT NULL,         -- stream of the user who did
    tasks TEXT NOT NULL,      -- codes of intervention_kind, a blank after each
    valid_from TEXT NOT NULL, -- first date
    valid_to TEXT NOT NULL,   -- last date
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

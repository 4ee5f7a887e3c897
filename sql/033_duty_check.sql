-- SQLite makes a table of its own of the values after IN, when they are more than two, for each row
-- that is written. The rows are the same.

CREATE TABLE der_duty_next (
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
    state TEXT NOT NULL -- where it stands
        CHECK (state = 'open' OR state = 'fulfilled' OR state = 'withdrawn'),
    fulfilled_by TEXT NOT NULL,  -- id of the kind of event that fulfils it, or empty
    about INTEGER NOT NULL,      -- seq of the event that opened the thing, or 0
    opened_seq INTEGER NOT NULL, -- event after which it stood
    ended_seq INTEGER NOT NULL,  -- event that ended it, or 0
    ended TEXT NOT NULL,         -- instant, or empty
    ground TEXT NOT NULL,        -- JSON: rules, clauses and facts behind it
    shown_from TEXT NOT NULL,    -- instant at which it shows itself; empty: at once
    escalates TEXT NOT NULL,     -- decision whose duty of the same thing it escalates, or empty
    team TEXT NOT NULL,          -- whose, code of work_team; empty: the whole role's
    PRIMARY KEY (stream, decision, thing, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO der_duty_next (stream, decision, thing, ordinal, position, what, role, unit, due,
    due_order, state, fulfilled_by, about, opened_seq, ended_seq, ended, ground, shown_from,
    escalates, team)
    SELECT stream, decision, thing, ordinal, position, what, role, unit, due, due_order, state,
    fulfilled_by, about, opened_seq, ended_seq, ended, ground, shown_from, escalates, team
    FROM der_duty;
DROP TABLE der_duty;
ALTER TABLE der_duty_next RENAME TO der_duty;
CREATE INDEX der_duty_open ON der_duty (unit, role, due_order, stream, decision, thing, ordinal)
    WHERE state = 'open';
CREATE INDEX der_duty_due ON der_duty (unit, due, stream, decision, thing, ordinal)
    WHERE due <> '';
CREATE INDEX der_duty_shown ON der_duty (unit, role, shown_from)
    WHERE state = 'open' AND shown_from <> '';

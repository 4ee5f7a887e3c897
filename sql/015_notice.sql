-- Urgent duties that somebody must be told of outside the program. A row is written in the
-- transaction that opens the duty; a thread of its own sends it, so that no recording waits for a
-- mail server, and tries again until it is taken or the duty has ended.

CREATE TABLE op_notice (
    number INTEGER NOT NULL PRIMARY KEY, -- in the order in which the duties arose
    stream TEXT NOT NULL,      -- of the person; the duty's key, as in der_duty
    decision TEXT NOT NULL,    -- of the duty
    thing TEXT NOT NULL,       -- of the duty
    ordinal INTEGER NOT NULL,  -- of the duty
    role TEXT NOT NULL,        -- who is told, code of role
    unit TEXT NOT NULL,        -- who is told, stream of the unit
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'needless', 'nowhere')), -- of it; needless: the duty ended first; nowhere: nobody is to be told
    tries INTEGER NOT NULL,    -- rounds in which not everybody could be told
    next_try INTEGER NOT NULL  -- instant
) STRICT;
CREATE UNIQUE INDEX op_notice_duty ON op_notice (stream, decision, thing, ordinal);
CREATE INDEX op_notice_waiting ON op_notice (next_try, number) WHERE state = 'waiting';

CREATE TABLE op_notice_try (
    number INTEGER NOT NULL PRIMARY KEY, -- in order
    notice INTEGER NOT NULL,   -- number of op_notice
    destination TEXT NOT NULL, -- "mail:" or "hook:" and the address
    at INTEGER NOT NULL,       -- instant
    taken INTEGER NOT NULL,    -- 1: the other side took it
    answer TEXT NOT NULL       -- what it said, or why it could not be reached
) STRICT;
CREATE INDEX op_notice_try_notice ON op_notice_try (notice, destination, taken);

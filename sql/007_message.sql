-- Messages that came in from other systems, as they came. A row is never deleted: what could not be
-- recorded stays until a person has mended or discarded it, and can be read after that too.

CREATE TABLE op_message (
    number INTEGER NOT NULL PRIMARY KEY, -- in the order in which they came
    sender TEXT NOT NULL,       -- stream of the user that the sending system is
    id TEXT NOT NULL,           -- the sender's own; of a message without one, made from its content
    digest BLOB NOT NULL,       -- SHA-256 of body as it came
    body BLOB NOT NULL,         -- as it came; empty when it was too large to be kept here
    origin TEXT NOT NULL,       -- "http", or the name of the file
    received INTEGER NOT NULL,  -- instant
    unit TEXT NOT NULL,         -- stream of the planning unit that works through it
    person TEXT NOT NULL,       -- identity number, normalised; empty: not known
    state TEXT NOT NULL CHECK (state IN ('received', 'waiting', 'recorded', 'discarded')), -- of it
    fault TEXT NOT NULL,        -- JSON: why it could not be recorded; empty: nothing is wrong
    settled INTEGER NOT NULL,   -- instant when it was recorded or discarded, or 0
    settled_by TEXT NOT NULL,   -- stream of the user who mended or discarded it; empty: nobody had to
    reason TEXT NOT NULL,       -- why it was discarded, or empty
    stream TEXT NOT NULL,       -- of the person whose case it stands in, or empty
    seq INTEGER NOT NULL        -- of the event that it became, or 0
) STRICT;
CREATE UNIQUE INDEX op_message_id ON op_message (sender, id);
CREATE INDEX op_message_waiting ON op_message (unit, number) WHERE state = 'waiting';
CREATE INDEX op_message_person ON op_message (person, number) WHERE state = 'waiting';
CREATE INDEX op_message_received ON op_message (number) WHERE state = 'received';
CREATE INDEX op_message_settled ON op_message (unit, settled, number) WHERE settled_by <> '';

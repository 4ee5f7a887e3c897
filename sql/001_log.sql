-- The log: what was recorded, and who looked. Rows are only ever added; no statement of the program
-- changes or deletes one, save that a lawful erasure takes away a payload.
-- Codes stand by their ids of the vocabulary, instants as microseconds since 1970-01-01T00:00:00Z.
-- Text is compared bytewise.

CREATE TABLE op_migration (
    number INTEGER NOT NULL PRIMARY KEY, -- of the file in sql/
    name TEXT NOT NULL,                  -- of the file
    sha256 BLOB NOT NULL                 -- of the file: an applied migration never changes
) STRICT;

CREATE TABLE op_setting (
    name TEXT NOT NULL PRIMARY KEY, -- "server", "vocabulary"
    value TEXT NOT NULL             -- the name of this server's chain; the newest vocabulary written
) STRICT, WITHOUT ROWID;

CREATE TABLE log_event (
    stream TEXT NOT NULL,        -- "person/" and 26 characters: what the event is about
    seq INTEGER NOT NULL,        -- from 1, without gaps; with stream the optimistic lock
    kind TEXT NOT NULL,          -- id of the kind of event
    vocabulary INTEGER NOT NULL, -- version of the vocabulary it was written with
    happened INTEGER NOT NULL,   -- instant
    precision TEXT NOT NULL CHECK (precision IN ('day', 'minute')), -- of happened
    recorded INTEGER NOT NULL, -- instant
    performer TEXT NOT NULL,   -- who did it, in words; empty: the recorder
    informant TEXT NOT NULL,   -- who told; empty: nobody
    channel TEXT NOT NULL,     -- code of channel, or empty
    recorder TEXT NOT NULL,    -- stream of the user
    assignment TEXT NOT NULL,  -- "<user stream>#<seq>" of the assignment held
    role TEXT NOT NULL,        -- code of role of that assignment, or empty
    unit TEXT NOT NULL,        -- stream of the unit of that assignment
    owner TEXT NOT NULL,       -- stream of the organisation that answers for the record
    law TEXT NOT NULL CHECK (law IN ('', 'HSL', 'SoL', 'LSS')), -- under which it is documented
    corrects INTEGER NOT NULL,     -- seq that it takes the place of, or 0
    idempotency_key TEXT NOT NULL, -- of the form that it came from; empty: none
    commitment BLOB NOT NULL,      -- SHA-256 of salt and payload: see src/store/chain.c
    previous BLOB NOT NULL,        -- hash of the event before it; zeros for the first
    hash BLOB NOT NULL,            -- SHA-256 of all of the above
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX log_event_idempotency ON log_event (stream, idempotency_key)
    WHERE idempotency_key <> '';
CREATE UNIQUE INDEX log_event_first ON log_event (stream) WHERE seq = 1;

-- Apart from the envelope, so that it can be erased while the chain stays whole.
CREATE TABLE log_payload (
    stream TEXT NOT NULL, -- of the event
    seq INTEGER NOT NULL, -- of the event
    salt BLOB NOT NULL,   -- random: without it the content cannot be guessed from the commitment
    body TEXT NOT NULL,   -- canonical JSON
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_access (
    server TEXT NOT NULL,      -- whose chain it stands in
    seq INTEGER NOT NULL,      -- from 1, without gaps
    at INTEGER NOT NULL,       -- instant
    user_stream TEXT NOT NULL, -- stream of the user; empty: nobody was signed in
    assignment TEXT NOT NULL,  -- "<user stream>#<seq>", or empty
    role TEXT NOT NULL,        -- code of role, or empty
    unit TEXT NOT NULL,        -- stream of the unit, or empty
    stream TEXT NOT NULL,      -- whom it concerns; empty: nobody in particular
    act TEXT NOT NULL,         -- id of the act
    what TEXT NOT NULL,        -- route or command, and what was searched for or recorded
    verdict TEXT NOT NULL,     -- how it was answered
    reason TEXT NOT NULL,      -- stated by the user, or empty
    previous BLOB NOT NULL,    -- hash of the entry before it; zeros for the first
    hash BLOB NOT NULL,        -- SHA-256 of all of the above
    PRIMARY KEY (server, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_access_time ON log_access (at, server, seq);
CREATE INDEX log_access_stream ON log_access (stream, at, server, seq);

-- What changed of an account, so that its user is told: by e-mail where an address is registered, and on the next page that the
-- user opens. Written in the transaction that changes it. One row for each address that is written to.

CREATE TABLE op_account_notice (
    number INTEGER NOT NULL PRIMARY KEY, -- in order
    user_stream TEXT NOT NULL, -- stream of the user who is told
    what TEXT NOT NULL,        -- what changed: a word of src/store/account_notice.c
    by_stream TEXT NOT NULL,   -- stream of the user who changed it, the user's own, or that of the program
    at INTEGER NOT NULL,       -- instant
    shown INTEGER NOT NULL,    -- 1: the user has said that it is read, or another row shows it
    mail TEXT NOT NULL,        -- address that is written to, or empty
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'nowhere')), -- of the e-mail; nowhere: none is to be sent
    tries INTEGER NOT NULL,    -- times that it could not be sent
    next_try INTEGER NOT NULL  -- instant
) STRICT;
CREATE INDEX op_account_notice_unread ON op_account_notice (user_stream, number) WHERE shown = 0;
CREATE INDEX op_account_notice_waiting ON op_account_notice (next_try, number) WHERE state = 'waiting';

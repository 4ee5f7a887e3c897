-- On which devices a user has signed in, so that the user is told of a sign-in from another one; and what such a notice tells.

CREATE TABLE op_device (
    user_stream TEXT NOT NULL, -- stream of the user
    device TEXT NOT NULL,      -- SHA-256 of the device's cookie
    seen INTEGER NOT NULL,     -- instant of the last sign-in there
    PRIMARY KEY (user_stream, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX op_device_seen ON op_device (user_stream, seen);

CREATE TABLE op_account_notice_next (
    number INTEGER NOT NULL PRIMARY KEY, -- in order
    user_stream TEXT NOT NULL, -- stream of the user who is told
    what TEXT NOT NULL,        -- what changed: a word of src/store/account_notice.c
    by_stream TEXT NOT NULL,   -- stream of the user who changed it, the user's own, or that of the program
    at INTEGER NOT NULL,       -- instant
    device TEXT NOT NULL,      -- of a sign-in: SHA-256 of the device's cookie; otherwise empty
    agent TEXT NOT NULL,       -- of a sign-in: what the browser calls itself, or empty
    shown INTEGER NOT NULL,    -- 1: the user has said that it is read, or another row shows it
    mail TEXT NOT NULL,        -- address that is written to, or empty
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'nowhere')), -- of the e-mail; nowhere: none is to be sent
    tries INTEGER NOT NULL,    -- times that it could not be sent
    next_try INTEGER NOT NULL  -- instant
) STRICT;
INSERT INTO op_account_notice_next (number, user_stream, what, by_stream, at, device, agent, shown, mail, state, tries, next_try)
    SELECT number, user_stream, what, by_stream, at, '', '', shown, mail, state, tries, next_try FROM op_account_notice;
DROP TABLE op_account_notice;
ALTER TABLE op_account_notice_next RENAME TO op_account_notice;
CREATE INDEX op_account_notice_unread ON op_account_notice (user_stream, number) WHERE shown = 0;
CREATE INDEX op_account_notice_waiting ON op_account_notice (next_try, number) WHERE state = 'waiting';

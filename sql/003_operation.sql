-- What the running of the program needs: accounts and sessions. Nothing of it is a record.

CREATE TABLE op_account (
    user_stream TEXT NOT NULL PRIMARY KEY, -- stream of the user
    login TEXT NOT NULL,                   -- as typed when the account was made
    login_key TEXT NOT NULL UNIQUE,        -- login, normalised: what is compared
    password TEXT NOT NULL,                -- argon2id string of libsodium
    failures INTEGER NOT NULL,             -- since the last success
    locked_until INTEGER NOT NULL          -- instant before which no password is tried
) STRICT, WITHOUT ROWID;

CREATE TABLE op_session (
    token BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's secret
    user_stream TEXT NOT NULL,       -- stream of the user
    assignment TEXT NOT NULL,        -- "<user stream>#<seq>", or empty until chosen
    csrf TEXT NOT NULL,              -- secret of the forms
    role TEXT NOT NULL,              -- code of role, or empty until chosen
    unit TEXT NOT NULL,              -- stream of the unit, or empty until chosen
    language INTEGER NOT NULL,       -- of the pages
    started INTEGER NOT NULL,        -- instant of signing in
    seen INTEGER NOT NULL,           -- instant of the last request
    reasons TEXT NOT NULL            -- streams that a reason was stated for, one a line
) STRICT, WITHOUT ROWID;
CREATE INDEX op_session_seen ON op_session (seen);

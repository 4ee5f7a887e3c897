-- Sign-ins that are begun at the provider and have not come back yet.

CREATE TABLE op_openid (
    state BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the state that comes back
    nonce TEXT NOT NULL,             -- that the token must hold
    verifier TEXT NOT NULL,          -- of the code (PKCE)
    browser TEXT NOT NULL,           -- SHA-256 of what the browser brings back
    user_stream TEXT NOT NULL,       -- who is to show who they are; empty: somebody signs in
    language INTEGER NOT NULL,       -- of the pages
    sedan TEXT NOT NULL,             -- where the user was going, or empty
    typed TEXT NOT NULL,             -- what was typed there, or empty
    started INTEGER NOT NULL         -- instant
) STRICT, WITHOUT ROWID;
CREATE INDEX op_openid_started ON op_openid (started);

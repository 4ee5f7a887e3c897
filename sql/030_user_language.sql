-- In which language a user is written to: what was last chosen, or what the pages had at a sign-in on a device that was known.

CREATE TABLE op_user_language (
    user_stream TEXT NOT NULL PRIMARY KEY, -- stream of the user
    language INTEGER NOT NULL              -- of the pages
) STRICT, WITHOUT ROWID;

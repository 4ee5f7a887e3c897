-- A level of the fee that a ceiling holds down (V-03). What was derived is derived anew at the start.

CREATE TABLE der_fee_next (
    stream TEXT NOT NULL,      -- of the person
    position INTEGER NOT NULL, -- among the changes of the case, in order, from 1
    level TEXT NOT NULL,       -- that holds from then on, in the words of the routine
    earlier TEXT NOT NULL,     -- that it took the place of; the same when a ceiling begins to hold
    starts TEXT NOT NULL,      -- date
    reason TEXT NOT NULL,      -- as a sentence
    clauses TEXT NOT NULL,     -- that it rests on, "H-12, H-24"
    seq INTEGER NOT NULL,      -- of the event that brought it
    capped TEXT NOT NULL,      -- level that would hold without the ceiling; empty: none holds it down
    PRIMARY KEY (stream, position)
) STRICT, WITHOUT ROWID;
INSERT INTO der_fee_next (stream, position, level, earlier, starts, reason, clauses, seq, capped)
    SELECT stream, position, level, earlier, starts, reason, clauses, seq, '' FROM der_fee;
DROP TABLE der_fee;
ALTER TABLE der_fee_next RENAME TO der_fee;

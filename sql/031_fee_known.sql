-- Since when each level of the fee was known, so that what is recorded late is told too. What was derived is derived
-- anew at the start.

DROP TABLE der_fee;
CREATE TABLE der_fee (
    stream TEXT NOT NULL,      -- of the person
    position INTEGER NOT NULL, -- among the levels of the case, in the order in which they were known, from 1
    level TEXT NOT NULL,       -- in the words of the routine
    earlier TEXT NOT NULL,     -- that it took the place of; the same when a ceiling begins to hold; empty: the first
    starts TEXT NOT NULL,      -- date
    reason TEXT NOT NULL,      -- as a sentence
    clauses TEXT NOT NULL,     -- that it rests on, "H-12, H-24"
    seq INTEGER NOT NULL,      -- of the event that brought it
    capped TEXT NOT NULL,      -- level that would hold without the ceiling; empty: none holds it down
    known TEXT NOT NULL,       -- date from which it was known
    ceased TEXT NOT NULL,      -- date from which it was known no more; empty: it still is
    PRIMARY KEY (stream, position)
) STRICT, WITHOUT ROWID;

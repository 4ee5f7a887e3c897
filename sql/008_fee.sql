-- Changes of the fee level, as the routine gives them (H-12, H-13).

CREATE TABLE der_fee (
    stream TEXT NOT NULL,      -- of the person
    position INTEGER NOT NULL, -- among the changes of the case, in order, from 1
    level TEXT NOT NULL,       -- that holds from then on, in the words of the routine
    earlier TEXT NOT NULL,     -- that it took the place of
    starts TEXT NOT NULL,      -- date
    reason TEXT NOT NULL,      -- as a sentence
    clauses TEXT NOT NULL,     -- that it rests on, "H-12, H-24"
    seq INTEGER NOT NULL,      -- of the event that brought it
    PRIMARY KEY (stream, position)
) STRICT, WITHOUT ROWID;

-- Areas of a municipality, and where each person lives, for planning by area.

CREATE TABLE der_area (
    stream TEXT NOT NULL,       -- of the area
    valid_from TEXT NOT NULL,   -- first date
    valid_to TEXT NOT NULL,     -- last date; empty: until further notice
    organisation TEXT NOT NULL, -- stream of the organisation whose area it is
    name TEXT NOT NULL,         -- as recorded
    postal_codes TEXT NOT NULL, -- as recorded
    name_order TEXT NOT NULL,   -- name such that bytes sort as Swedish does
    PRIMARY KEY (stream, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX der_area_organisation ON der_area (organisation, name_order, stream, valid_from);

CREATE TABLE der_place (
    stream TEXT NOT NULL,         -- of the person
    valid_from TEXT NOT NULL,     -- first date, until the next row's; empty: from the beginning
    postal_code INTEGER NOT NULL, -- of the address; 0: it has none
    PRIMARY KEY (stream, valid_from)
) STRICT, WITHOUT ROWID;

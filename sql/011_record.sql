-- Records that go on in another: two records turned out to be one person.

CREATE TABLE der_record (
    stream TEXT NOT NULL PRIMARY KEY, -- of the record
    goes_on_in TEXT NOT NULL          -- stream of the record that shows what stands in it
) STRICT, WITHOUT ROWID;
CREATE INDEX der_record_joined ON der_record (goes_on_in, stream);

-- No record goes on for another: nothing ever wrote the column.

ALTER TABLE der_person DROP COLUMN merged_into;

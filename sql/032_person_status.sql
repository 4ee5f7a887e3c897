-- Status and responsibility of a case are asked of the routine by whoever looks at it; nobody read them here.

ALTER TABLE der_person DROP COLUMN status;

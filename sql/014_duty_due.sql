-- What fell due in a period, whatever became of it: shares of what was done in time.

CREATE INDEX der_duty_due ON der_duty (unit, due, stream, decision, thing, ordinal)
    WHERE due <> '';

-- Time that no form has been received for, for the lists of a unit's time forms: one range of one index.

CREATE INDEX der_time_waiting ON der_time (unit, stream) WHERE received = 0;

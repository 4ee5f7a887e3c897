-- The log of one unit is reviewed period by period.

CREATE INDEX log_access_unit ON log_access (unit, at, server, seq);

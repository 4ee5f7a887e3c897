-- A duty shows itself at a moment, not on a day: der_duty.shown_from holds an instant since now, and
-- what an earlier version wrote is derived anew when the server starts. The index finds when a list
-- that stands open changes next by the clock alone.

CREATE INDEX der_duty_shown ON der_duty (unit, role, shown_from)
    WHERE state = 'open' AND shown_from <> '';

-- Whether a person has blocked anything, for lists that go through many cases.

CREATE INDEX log_event_block ON log_event (stream) WHERE kind = 'block_noted';

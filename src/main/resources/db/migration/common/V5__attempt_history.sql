-- Reads the attempts of an instance by the time at which they were opened, newest first.
create index attempt_history on attempt (instance, opened_at, seq);

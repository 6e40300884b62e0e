create index attempt_of_identity on attempt (identity, opened_at);
create index attempt_repeats on attempt (repeat_of);

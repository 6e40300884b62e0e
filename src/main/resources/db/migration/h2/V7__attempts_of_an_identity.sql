create index attempt_of_identity on attempt (identity, opened_at);

-- Blocks no other replica. What an interrupted run has left is not valid.
drop index concurrently if exists attempt_of_identity;
create index concurrently attempt_of_identity on attempt (identity, opened_at);

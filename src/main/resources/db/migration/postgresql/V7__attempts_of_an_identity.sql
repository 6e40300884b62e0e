-- Blocks no other session, but waits for all transactions that began before it, such as a backup. An index that an
-- interrupted run has left is not valid.
set lock_timeout = 0;
drop index concurrently if exists attempt_of_identity;
create index concurrently attempt_of_identity on attempt (identity, opened_at);
drop index concurrently if exists attempt_repeats;
create index concurrently attempt_repeats on attempt (repeat_of) where repeat_of is not null;
reset lock_timeout;

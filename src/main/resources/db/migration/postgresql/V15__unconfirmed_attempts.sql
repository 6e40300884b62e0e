-- A released claim returns to an unconfirmed attempt on its instance: without this index, every settlement reads the whole
-- history of the instance. As V7: blocks no other session
set lock_timeout = 0;
drop index concurrently if exists attempt_unconfirmed;
create index concurrently attempt_unconfirmed on attempt (instance, lease_until) where outcome = 'unconfirmed';
reset lock_timeout;

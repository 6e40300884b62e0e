-- As V7: blocks no other session
set lock_timeout = 0;
drop index concurrently if exists trail_of_attempt;
create index concurrently trail_of_attempt on trail (attempt_id) where attempt_id is not null;
reset lock_timeout;

-- Keys and limits have belonged to identities since V6. See V7 for the wait.
set lock_timeout = 0;
drop index concurrently if exists attempt_of_caller;
reset lock_timeout;

-- Keys and limits have belonged to identities since V6.
drop index attempt_of_caller;

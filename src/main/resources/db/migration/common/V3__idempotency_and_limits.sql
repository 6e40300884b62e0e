-- The order in which attempts were admitted; clocks cannot upset it, for it is given while the instance's claim is held.
alter table attempt add column seq bigint generated always as identity;

-- The first attempt under the same idempotency key, where this one is not the first.
alter table attempt add column repeat_of uuid;
alter table trail add column repeat_of uuid;

-- For how many refusals a row stands that sums them up.
alter table trail add column occurrences integer;

create index attempt_of_instance on attempt (instance, seq);
create index attempt_of_caller on attempt (caller, opened_at);

-- What each key stands for, and the latest attempt under it. Rows go when their time is over; attempts stay.
create table idempotency (
	instance varchar(64) not null,
	caller varchar(100) not null,
	idempotency_key varchar(255) not null,
	fingerprint varchar(100) not null,
	first_attempt uuid not null,
	latest_attempt uuid not null,
	used_at timestamp(6) with time zone not null,
	primary key (instance, caller, idempotency_key)
);

create index idempotency_age on idempotency (used_at);

-- Where each replica proves now and then that the ledger can be written.
create table probe (
	replica uuid primary key,
	written_at timestamp(6) with time zone not null
);

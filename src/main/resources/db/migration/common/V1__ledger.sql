-- What happened, in the order in which it happened. Every row stands for itself; none is ever changed.
create table trail (
	seq bigint generated always as identity primary key,
	at timestamp(6) with time zone default current_timestamp not null,
	event varchar(20) not null,
	attempt_id uuid,
	caller varchar(100) not null,
	asserted_user varchar(200),
	source_address varchar(45) not null,
	instance varchar(64),
	-- 200 characters; H2 counts some of them twice
	reason varchar(400),
	outcome varchar(20),
	rejection varchar(40),
	provider_request_id varchar(80),
	provider_code varchar(80),
	provider_status integer,
	trace_id varchar(32)
);

-- How each attempt stands now; outcome is null while it is open.
create table attempt (
	id uuid primary key,
	instance varchar(64) not null,
	caller varchar(100) not null,
	asserted_user varchar(200),
	source_address varchar(45) not null,
	reason varchar(400),
	trace_id varchar(32),
	opened_at timestamp(6) with time zone not null,
	lease_until timestamp(6) with time zone not null,
	settled_at timestamp(6) with time zone,
	outcome varchar(20),
	rejection varchar(40),
	provider_request_id varchar(80),
	provider_code varchar(80),
	provider_status integer
);

create index attempt_stale on attempt (outcome, lease_until);

-- Who has an instance, one row per instance: at most one attempt at a time, and never for longer than its lease.
create table claim (
	instance varchar(64) primary key,
	attempt_id uuid,
	lease_until timestamp(6) with time zone
);

-- Who settled an attempt: its caller's answer, the end of its lease, or the provider's trail.
alter table attempt add column settled_by varchar(20);

-- Who made a call according to the provider's trail, and when.
alter table trail add column provider_user varchar(128);
alter table trail add column provider_time timestamp(6) with time zone;

-- Whose turn it is to ask the provider's trail: nobody asks before free_at. The number tells a late answer from one of this turn.
create table reconciliation_turn (
	turn bigint primary key,
	free_at timestamp(6) with time zone not null,
	failures integer not null
);

insert into reconciliation_turn (turn, free_at, failures) values (0, current_timestamp, 0);

-- The readers of the provider's trail. Each reads every event once, at the given age in seconds. It has read all events before
-- read_until, and is reading those before reading_until, if that is set.
create table reconciliation_reader (
	age bigint primary key,
	read_until timestamp(6) with time zone not null,
	reading_until timestamp(6) with time zone,
	next_token varchar(2000),
	last_turn bigint not null
);

-- The foreign changes that are in the trail already, because several readers see each of them.
create table foreign_change (
	request_id varchar(80) primary key,
	seen_at timestamp(6) with time zone not null
);

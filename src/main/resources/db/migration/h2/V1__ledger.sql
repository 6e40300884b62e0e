-- The tables of the ledger on H2. They have the same columns as on PostgreSQL; MigrationTests compares them.

-- The audit trail: what happened, in order. Each row can be read alone, and no row is ever changed.
create table trail (
	seq bigint generated always as identity primary key,
	at timestamp(6) with time zone default current_timestamp not null,
	event varchar(20) not null,
	attempt_id uuid,
	-- The first attempt under the same idempotency key, if this one is not the first
	repeat_of uuid,
	caller varchar(100) not null,
	identity varchar(100),
	issuer varchar(255),
	subject varchar(255),
	client varchar(255),
	access_rule varchar(120),
	asserted_user varchar(200),
	source_address varchar(45) not null,
	instance varchar(64),
	-- The account and region, by the name in the configuration
	target varchar(40),
	-- 200 characters; H2 counts some of them twice
	reason varchar(400),
	outcome varchar(20),
	rejection varchar(40),
	provider_request_id varchar(80),
	provider_code varchar(80),
	provider_status integer,
	trace_id varchar(32),
	-- The number of refusals that a summary stands for
	occurrences integer,
	-- Who made a call according to the provider's trail, and when
	provider_user varchar(128),
	provider_time timestamp(6) with time zone,
	-- True if a login with the new password succeeded after the reset
	effective boolean
);

create index trail_of_attempt on trail (attempt_id);

-- The current state of each attempt.
create table attempt (
	id uuid primary key,
	-- The order in which attempts were admitted. It does not depend on clocks, because it is assigned while the claim is locked
	seq bigint generated always as identity,
	instance varchar(64) not null,
	-- The account and region, by the name in the configuration
	target varchar(40),
	repeat_of uuid,
	caller varchar(100) not null,
	-- The owner of keys, limits and attempts, which no change of the access rules can move
	identity varchar(100) not null,
	issuer varchar(255),
	subject varchar(255),
	client varchar(255),
	access_rule varchar(120),
	asserted_user varchar(200),
	source_address varchar(45) not null,
	reason varchar(400),
	trace_id varchar(32),
	opened_at timestamp(6) with time zone not null,
	lease_until timestamp(6) with time zone not null,
	settled_at timestamp(6) with time zone,
	-- The source of the outcome: the caller's answer, the end of the lease, or the provider's trail
	settled_by varchar(20),
	-- Null while the attempt is open
	outcome varchar(20),
	rejection varchar(40),
	provider_request_id varchar(80),
	provider_code varchar(80),
	provider_status integer,
	-- The end of the pause that the provider asked for
	retry_at timestamp(6) with time zone,
	effective boolean
);

-- No index has a column that a settlement changes.
create index attempt_of_instance on attempt (instance, opened_at, seq);
create index attempt_of_identity on attempt (identity, opened_at);
create index attempt_repeats on attempt (repeat_of);

-- For each instance, the attempt that holds it until the lease ends. The lock on this row puts all decisions about an instance in order.
create table claim (
	instance varchar(64) primary key,
	attempt_id uuid,
	lease_until timestamp(6) with time zone,
	-- The unconfirmed attempt that a repeat of its key has overtaken. Its call may still be in progress, so the claim returns to it
	overtaken_id uuid,
	overtaken_until timestamp(6) with time zone
);

-- Each idempotency key, until its retention ends.
create table idempotency (
	instance varchar(64) not null,
	identity varchar(100) not null,
	idempotency_key varchar(255) not null,
	fingerprint varchar(100) not null,
	first_attempt uuid not null,
	used_at timestamp(6) with time zone not null,
	primary key (instance, identity, idempotency_key)
);

create index idempotency_age on idempotency (used_at);

-- Each replica updates its own row, to check that the ledger can be written.
create table probe (
	replica uuid primary key,
	written_at timestamp(6) with time zone not null
);

-- The Merkle tree over the trail: one leaf per row, in the order of sealing. There is no foreign key to the trail, because old rows
-- may be moved to an archive while their leaves stay.
create table seal_leaf (
	idx bigint primary key,
	trail_seq bigint not null unique,
	hash bytea not null
);

-- The roots of the complete subtrees of 256 leaves (level 1), 65,536 leaves (level 2) and so on.
create table seal_node (
	level smallint not null,
	idx bigint not null,
	hash bytea not null,
	primary key (level, idx)
);

-- The signed checkpoints. The primary key prevents a second one of the same size.
create table seal_checkpoint (
	size bigint primary key,
	note varchar(8000) not null,
	sealed_at timestamp(6) with time zone default current_timestamp not null
);

-- The signatures of witnesses, which come after the checkpoint if they come at all.
create table seal_cosignature (
	size bigint not null,
	witness varchar(300) not null,
	line varchar(1000) not null,
	primary key (size, witness)
);

-- For each destination of the export, the next index: rows with a smaller index have arrived. One replica at a time exports, the
-- owner, until its lease ends.
create table export_cursor (
	destination varchar(20) primary key,
	next_idx bigint default 0 not null,
	owner varchar(36),
	lease_until timestamp(6) with time zone,
	updated_at timestamp(6) with time zone default current_timestamp not null
);

insert into export_cursor (destination) values ('otlp'), ('webhook');

-- For each account of the provider, when its trail may be queried next. Its targets share this limit.
create table reconciliation_account (
	account varchar(20) primary key,
	free_at timestamp(6) with time zone default current_timestamp not null
);

-- For each target, the turn to query its trail: no replica queries it before free_at. The number tells a late answer from one of
-- this turn.
create table reconciliation_turn (
	target varchar(40) primary key,
	turn bigint default 0 not null,
	free_at timestamp(6) with time zone default current_timestamp not null,
	failures integer default 0 not null
);

-- The cursors over the trail of each target. Each reads every event once, at the given age in seconds. It has read all events
-- before read_until, and is reading those before reading_until, if that is set.
create table reconciliation_reader (
	target varchar(40) not null,
	age bigint not null,
	read_until timestamp(6) with time zone not null,
	reading_until timestamp(6) with time zone,
	next_token varchar(2000),
	last_turn bigint not null,
	primary key (target, age)
);

-- The foreign changes that are in the trail already, because several cursors see each of them.
create table foreign_change (
	account varchar(20) not null,
	request_id varchar(80) not null,
	seen_at timestamp(6) with time zone not null,
	primary key (account, request_id)
);

-- Counts of opened attempts for limits above 1,000, which would take too long to count in the table attempt.
-- A window has 60 buckets. Each bucket has several slots, so that attempts of one owner do not wait for each other.
create table attempt_count (
	owner varchar(120) not null,
	bucket bigint not null,
	slot smallint not null,
	attempts integer not null,
	expires_at timestamp(6) with time zone not null,
	primary key (owner, bucket, slot)
);

create index attempt_count_age on attempt_count (expires_at);

-- How far the trail has been exported to each destination: rows with an index below next_idx have arrived. One replica at a time
-- exports, the owner, until its lease ends.
create table export_cursor (
	destination varchar(20) primary key,
	next_idx bigint default 0 not null,
	owner varchar(36),
	lease_until timestamp(6) with time zone,
	updated_at timestamp(6) with time zone default current_timestamp not null
);

insert into export_cursor (destination) values ('otlp'), ('webhook');

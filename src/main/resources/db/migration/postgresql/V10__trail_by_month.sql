-- Partitions the trail by the month (UTC) of its rows, while replicas of the version before go on inserting. Nothing is copied: the
-- table of today becomes the partition of all months up to the next one. Every step does nothing where it was done before.

-- Makes the partitions of this month and the next three, and the one for all other rows; gives each the guard of the trail. Returns
-- whether every row is in the partition of its month. The service may call it, although only the owner can make tables.
create or replace function ensure_trail_partitions() returns boolean language plpgsql set lock_timeout = '400ms' as $$
declare
	this_month constant timestamp := date_trunc('month', now() at time zone 'UTC');
	first_month timestamp;
	month timestamp;
	part text;
	roles text;
begin
	-- One session at a time; holds up no insert and no query
	lock table only trail in share update exclusive mode;
	if (select partdefid from pg_partitioned_table where partrelid = 'trail'::regclass) = 0 then
		create table trail_default (like trail including defaults, primary key (seq));
		alter table trail attach partition trail_default default;
	end if;
	-- The old table holds the months before
	select greatest(this_month, max(to_date(right(c.relname, 7), 'YYYY_MM'))) into first_month
	from pg_inherits i join pg_class c on c.oid = i.inhrelid
	where i.inhparent = 'trail'::regclass and c.relname ~ '^trail_before_\d{4}_\d{2}$';
	for month in select generate_series(first_month, this_month + interval '3 months', interval '1 month') loop
		part := to_char(month, '"trail_"YYYY_MM');
		-- A month that has rows in the other partition stays there: a row of the trail is never moved
		if to_regclass(part) is null and not exists (select 1 from trail_default
				where at >= month at time zone 'UTC' and at < (month + interval '1 month') at time zone 'UTC') then
			execute format('create table %I (like trail including defaults, primary key (seq))', part);
			execute format('alter table trail attach partition %I for values from (%L) to (%L)', part,
				month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
		end if;
	end loop;
	for part in select i.inhrelid::regclass from pg_inherits i where i.inhparent = 'trail'::regclass
			and not exists (select 1 from pg_trigger t where t.tgrelid = i.inhrelid and t.tgname = 'append_only') loop
		execute format('create trigger append_only before update or delete or truncate on %s '
			'for each statement execute function refuse_change_of_trail()', part);
		-- Default privileges would let the service choose seq and at
		select string_agg(distinct case a.grantee when 0 then 'public' else a.grantee::regrole::text end, ', ') into roles
		from pg_class c, aclexplode(c.relacl) a where c.oid = part::regclass and a.grantee <> c.relowner;
		if roles is not null then
			execute format('revoke all on %s from %s', part, roles);
		end if;
	end loop;
	return not exists (select 1 from trail_default);
end
$$;

revoke all on function ensure_trail_partitions() from public;

-- The bound of the old table, at least a month away, so that no insert breaks it before the swap below
do $$
declare
	patience constant text := current_setting('lock_timeout');
	bound constant timestamp := date_trunc('month', now() at time zone 'UTC') + interval '2 months';
	wanted constant text := to_char(bound, '"before_"YYYY_MM');
	outdated text;
begin
	execute format('alter function ensure_trail_partitions() security definer set search_path = %I, pg_temp', current_schema());
	-- Makes an autovacuum give way, which the short timeout would not; holds up no insert
	perform set_config('lock_timeout', '0', true);
	lock table only trail in share update exclusive mode;
	perform set_config('lock_timeout', patience, true);
	if (select relkind from pg_class where oid = 'trail'::regclass) = 'p'
			or exists (select 1 from pg_constraint where conrelid = 'trail'::regclass and conname = wanted) then
		return;
	end if;
	for outdated in select conname from pg_constraint where conrelid = 'trail'::regclass and conname ~ '^before_\d{4}_\d{2}$' loop
		execute format('alter table trail drop constraint %I', outdated);
	end loop;
	execute format('alter table trail add constraint %I check (at < %L) not valid', wanted, bound at time zone 'UTC');
end
$$;

-- Reads the whole table, and holds up no insert and no query
do $$
declare
	unproven text;
begin
	perform set_config('lock_timeout', '0', true);
	for unproven in select conname from pg_constraint where conrelid = 'trail'::regclass and conname ~ '^before_\d{4}_\d{2}$' loop
		execute format('alter table trail validate constraint %I', unproven);
	end loop;
end
$$;

-- The swap: changes the catalog only, because the constraint proves what attaching would have to read
do $$
declare
	patience constant text := current_setting('lock_timeout');
	bound timestamp;
	old text;
	entry record;
begin
	perform set_config('lock_timeout', '0', true);
	lock table only trail in share update exclusive mode;
	perform set_config('lock_timeout', patience, true);
	if (select relkind from pg_class where oid = 'trail'::regclass) = 'p' then
		return;
	end if;
	lock table trail in access exclusive mode;
	select to_date(right(conname, 7), 'YYYY_MM') into strict bound from pg_constraint
	where conrelid = 'trail'::regclass and conname ~ '^before_\d{4}_\d{2}$' and convalidated;
	old := to_char(bound, '"trail_before_"YYYY_MM');

	-- Before PostgreSQL 17 a partitioned table has no identity column. The sequence alone makes seq unique across months.
	execute format('create sequence trail_seq start %s', nextval(pg_get_serial_sequence('trail', 'seq')));
	alter table trail alter seq drop identity;
	alter table trail alter seq set default nextval('trail_seq');
	execute format('alter table trail rename to %I', old);
	execute format('create table trail (like %I including defaults) partition by range (at)', old);
	alter sequence trail_seq owned by trail.seq;
	create trigger append_only before update or delete or truncate on trail
		for each statement execute function refuse_change_of_trail();

	for entry in select c.relname as name, pg_get_indexdef(c.oid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
			where i.indrelid = old::regclass and i.indisvalid and not i.indisunique loop
		execute format('alter index %I rename to %I', entry.name, left(entry.name, 40) || '_' || old);
		execute regexp_replace(entry.definition, ' ON \S+ USING ', ' ON trail USING ');
	end loop;
	execute format('alter table trail attach partition %I for values from (minvalue) to (%L)', old, bound at time zone 'UTC');
	execute format('alter table %I drop constraint %I', old, to_char(bound, '"before_"YYYY_MM'));

	-- Whoever may do something with the old table may do it with the new one, and nothing with a partition
	for entry in select distinct case a.grantee when 0 then 'public' else a.grantee::regrole::text end as grantee
			from pg_class c, aclexplode(c.relacl) a where c.oid = 'trail'::regclass and a.grantee <> c.relowner loop
		execute format('revoke all on trail from %s', entry.grantee);
	end loop;
	for entry in select a.privilege_type, a.columns, case a.grantee when 0 then 'public' else a.grantee::regrole::text end as grantee,
				case when a.is_grantable then 'with grant option' else '' end as further
			from (select e.*, '' as columns from pg_class c, aclexplode(c.relacl) e where c.oid = old::regclass
				union all
				select e.*, format('(%I)', t.attname) from pg_attribute t, aclexplode(t.attacl) e
				where t.attrelid = old::regclass) a
			where a.grantee <> (select relowner from pg_class where oid = old::regclass) loop
		execute format('grant %s %s on trail to %s %s', entry.privilege_type, entry.columns, entry.grantee, entry.further);
		execute format('revoke all on %I from %s', old, entry.grantee);
		if entry.privilege_type = 'INSERT' then
			execute format('grant usage on sequence trail_seq to %s', entry.grantee);
			execute format('grant execute on function ensure_trail_partitions() to %s', entry.grantee);
		end if;
	end loop;
	perform ensure_trail_partitions();
end
$$;

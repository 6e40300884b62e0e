create function refuse_change_of_seals() returns trigger language plpgsql as $$
begin
	raise exception 'The table % is append-only: % refused', tg_table_name, lower(tg_op)
		using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete or truncate on seal_leaf
	for each statement execute function refuse_change_of_seals();
create trigger append_only before update or delete or truncate on seal_node
	for each statement execute function refuse_change_of_seals();
create trigger append_only before update or delete or truncate on seal_checkpoint
	for each statement execute function refuse_change_of_seals();
create trigger append_only before update or delete or truncate on seal_cosignature
	for each statement execute function refuse_change_of_seals();

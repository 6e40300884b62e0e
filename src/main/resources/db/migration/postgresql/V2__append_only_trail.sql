create function refuse_change_of_trail() returns trigger language plpgsql as $$
begin
	raise exception 'The trail is append-only: % refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete or truncate on trail
	for each statement execute function refuse_change_of_trail();

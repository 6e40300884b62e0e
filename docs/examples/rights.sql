-- As ledger_owner in the database ledger, when the first pod is ready
revoke insert, update, delete, truncate on trail from ledger_service;
grant insert (event, attempt_id, repeat_of, caller, identity, issuer, subject, client, access_rule, asserted_user, source_address,
  instance, target, reason, outcome, rejection, provider_request_id, provider_code, provider_status, trace_id, occurrences, effective,
  provider_user, provider_time)
  on trail to ledger_service;
grant usage on sequence trail_seq to ledger_service;
grant execute on function ensure_trail_partitions() to ledger_service;
revoke insert, update, delete, truncate on flyway_schema_history from ledger_service;
-- The tables of the seal: insert and select only
do $$ declare seal text; begin
  for seal in select relname from pg_class where relname ~ '^seal_' and relkind = 'r' and relnamespace = 'public'::regnamespace loop
    execute format('revoke update, delete, truncate on %I from ledger_service', seal);
  end loop;
end $$;

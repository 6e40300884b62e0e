-- As an administrator, once. Then install; rights.sql follows
create role ledger_owner login password '…';
create role ledger_service login password '…';
create database ledger owner ledger_owner encoding 'UTF8' template template0;

\connect ledger

revoke all on database ledger from public;
grant connect on database ledger to ledger_service;
revoke create on schema public from public;
grant usage, create on schema public to ledger_owner;
grant usage on schema public to ledger_service;
alter default privileges for role ledger_owner in schema public
  grant select, insert, update, delete on tables to ledger_service;

-- To whom keys, limits and attempts belong, which no change of the access rules can move; and the issuer of the caller's JWT.
alter table attempt add column identity varchar(100);
alter table attempt add column issuer varchar(255);
alter table trail add column identity varchar(100);
alter table trail add column issuer varchar(255);

-- Until then the provider has asked us to wait.
alter table attempt add column retry_at timestamp(6) with time zone;

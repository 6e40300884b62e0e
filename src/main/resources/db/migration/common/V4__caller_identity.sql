-- Who is behind a caller's name: the token's subject and client, and the access rule that let it in or a word for why none did.
alter table attempt add column subject varchar(255);
alter table attempt add column client varchar(255);
alter table attempt add column access_rule varchar(120);
alter table trail add column subject varchar(255);
alter table trail add column client varchar(255);
alter table trail add column access_rule varchar(120);

-- Whether a login with the new password succeeded after the reset; null where none did or none was tried.
alter table attempt add column effective boolean;
alter table trail add column effective boolean;

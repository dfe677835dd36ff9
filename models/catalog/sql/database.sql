-- Who may enter this database, run by its owner; a copy or a restored dump of a catalog needs it again.

do $$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect, create on database %I to rushes_owner with grant option', current_database());
end $$;
revoke create on schema public from public;

-- All that lies in the schema belongs to the owner role, also what an earlier version made as somebody else.

do $$
declare
    c record;
begin
    execute 'create schema if not exists rushes';
    if (select nspowner from pg_namespace where nspname = 'rushes') <> 'rushes_owner'::regrole then
        alter schema rushes owner to rushes_owner;
    end if;
    for c in
        select relname from pg_class
        where relnamespace = 'rushes'::regnamespace and relkind in ('r', 'p') and relowner <> 'rushes_owner'::regrole
    loop
        execute format('alter table rushes.%I owner to rushes_owner', c.relname);
    end loop;
    for c in
        select oid::regprocedure as f from pg_proc
        where pronamespace = 'rushes'::regnamespace and proowner <> 'rushes_owner'::regrole
    loop
        execute format('alter function %s owner to rushes_owner', c.f);
    end loop;
end $$;

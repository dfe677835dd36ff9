-- Roles, which the whole server shares; run by the one who makes the catalog. The owner makes logins, and since PostgreSQL
-- 16 whoever makes a role administers it.

do $$
begin
    if to_regrole('rushes_owner') is null then
        create role rushes_owner nologin createrole;
    end if;
exception when duplicate_object or unique_violation then
    null;
end $$;

do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user)
        and not pg_has_role(current_user, 'rushes_owner', 'set') then
        execute format('grant rushes_owner to %I with inherit true, set true', current_user);
    end if;
end $$;

do $$
declare
    g text;
begin
    foreach g in array array['rushes_annotator', 'rushes_lead', 'rushes_engineer', 'rushes_admin'] loop
        if to_regrole(g) is null then
            set local role rushes_owner;
            begin
                execute format('create role %I nologin', g);
            exception when duplicate_object or unique_violation then
                null;
            end;
            reset role;
        end if;
        if not exists (
            select from pg_auth_members
            where roleid = to_regrole(g)::oid and member = 'rushes_owner'::regrole and admin_option) then
            execute format('grant %I to rushes_owner with admin option', g);
        end if;
    end loop;
end $$;

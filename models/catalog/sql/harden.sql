-- What PostgreSQL leaves to everybody by default and nobody needs here: large objects and messages in the WAL fill the
-- disk, advisory locks stop others, and own code is no part of labelling. A superuser's right.

do $$
declare
    f regprocedure;
begin
    for f in
        select p.oid from pg_proc p
        where p.pronamespace = 'pg_catalog'::regnamespace and (
            p.proname ~ '^(lo_|pg_advisory_|pg_try_advisory_)'
            or p.proname in ('lowrite', 'loread', 'pg_logical_emit_message'))
    loop
        execute format('revoke execute on function %s from public', f);
    end loop;
end $$;
grant execute on function pg_advisory_xact_lock(bigint) to rushes_owner;
grant usage on language plpgsql to rushes_owner;
revoke usage on language plpgsql from public;

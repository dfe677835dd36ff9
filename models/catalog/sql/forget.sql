-- Functions of an earlier version go before those of this one come; what tables and policies stand on is replaced.

do $$
declare
    f regprocedure;
begin
    for f in select oid from pg_proc where pronamespace = 'rushes'::regnamespace loop
        begin
            execute format('drop function %s', f);
        exception when dependent_objects_still_exist or undefined_function then
            null;
        end;
    end loop;
end $$;

-- An episode removed on lawful request. What was said of it is gone for everybody, refused work as well; the log keeps
-- its numbers and digests, and the audit a stub.

create or replace function rushes.admin_withdraw(p_code text, p_episode uuid, reason text) returns bigint
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    here smallint;
    place episode;
    number bigint;
begin
    perform must_be_admin();
    here := id_of_site(p_code);
    select * into place from episode where site_id = here and episode_id = p_episode for update;
    if not found then
        raise exception 'the site has no episode %', p_episode using errcode = 'RU002';
    elsif place.withdrawn then
        return (select seq from change_log
            where site_id = here and episode_id = p_episode and kind = 'withdrawn' order by seq desc limit 1);
    end if;
    perform set_config('rushes.withdrawing', p_episode::text, true);
    update revision set body = null where claimed = p_episode and site_id = here and body is not null
        and episode_id = p_episode;
    update revision set body = null where claimed = p_episode and episode_id is null and body is not null;
    perform set_config('rushes.withdrawing', '', true);
    delete from segment where site_id = here and episode_id = p_episode;
    delete from mark where site_id = here and episode_id = p_episode;
    delete from remark where site_id = here and episode_id = p_episode;
    delete from lease where site_id = here and episode_id = p_episode;
    update episode set withdrawn = true, record = null, name = '', task = '', robot = '', note = '', grade = '',
        annotator = '', head = null, updated_at = now()
    where site_id = here and episode_id = p_episode;
    perform note_audit('withdraw', p_episode::text, here, jsonb_build_object('reason', reason));
    number := append_log(here, array['withdrawn'], array[p_episode], array[null::uuid], array[''],
        case when place.head is null then 0 else -1 end, bits_of(place.head));
    return number;
end $$;

-- Who may call what. Functions that are not named here are the owner's alone.

revoke execute on all functions in schema rushes from public, rushes_annotator, rushes_lead, rushes_engineer,
    rushes_admin;
grant execute on function
    rushes.my_sites(), rushes.my_role(), rushes.me(integer), rushes.site_of(text, smallint[]),
    rushes.hello(integer),
    rushes.push(integer, text, text, uuid[], text[], text[], uuid[], text[], uuid[], bigint[], boolean),
    rushes.register(integer, text, uuid[], text[]),
    rushes.pull(integer, text, bigint, text, integer),
    rushes.revisions(integer, text, uuid),
    rushes.page(integer, text, text, text, text, text, bigint, integer),
    rushes.page_by_added(smallint[], text[], text, bigint, integer),
    rushes.page_by_state(smallint[], text[], text, bigint, integer),
    rushes.page_by_task(smallint[], text[], text, bigint, integer),
    rushes.page_by_robot(smallint[], text[], text, bigint, integer),
    rushes.page_by_annotator(smallint[], text[], text, bigint, integer),
    rushes.search(integer, text, integer),
    rushes.status(integer),
    rushes.take_leases(integer, text, uuid[], text, double precision, boolean),
    rushes.release_leases(integer, text, uuid[], text)
to rushes_annotator, rushes_lead, rushes_engineer, rushes_admin;
grant select on rushes.meta, rushes.move to rushes_annotator, rushes_lead, rushes_engineer, rushes_admin;
grant execute on function
    rushes.admin_add_site(text, text), rushes.admin_add_user(text, text, text, text, text[]),
    rushes.admin_set_role(text, text), rushes.admin_set_password(text, text), rushes.admin_disable(text),
    rushes.admin_enable(text), rushes.admin_grant_site(text, text), rushes.admin_revoke_site(text, text),
    rushes.admin_list_users(), rushes.admin_raise_epoch(), rushes.admin_make_partitions(),
    rushes.admin_withdraw(text, uuid, text), rushes.reap(integer), rushes.verify_chain(text),
    rushes.admin_broken_page(text, bigint, integer), rushes.admin_broken_ends(text[]), rushes.admin_health()
to rushes_admin;

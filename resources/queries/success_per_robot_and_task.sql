-- Success rate per robot and task of the episodes that were approved last month, from the exported history of labels.
-- DuckDB: first  set variable history = 'DIR'; set variable today = current_date;
with last as (
    select site, episode_id,
        arg_max(state, seq) filter (where state is not null) as state,
        arg_max(grade, seq) filter (where grade is not null) as grade,
        max("at") filter (where state = 'approved') as approved_at,
        max(robot) as robot, max(task) as task
    from read_parquet(getvariable('history') || '/day=*/*.parquet', hive_partitioning = false)
    group by site, episode_id
)
select robot, task, count(*) as episodes, avg((grade = 'success')::int) as success_rate
from last
where state = 'approved'
    and approved_at >= date_trunc('month', getvariable('today')::date) - interval 1 month
    and approved_at < date_trunc('month', getvariable('today')::date)
group by robot, task
order by robot, task;

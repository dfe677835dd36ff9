-- Which changes are well-formed: models/labelling/form.py told again. A missing key gives null, which an optional value
-- may be; JSON's own null is a value of no kind that is wanted here.
-- Functions without a search_path of their own are written out by the planner where they are called.

create or replace function rushes.is_string(value jsonb) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(value) = 'string', false)
$$;

create or replace function rushes.is_text(value jsonb) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(value) = 'string' and value <> '""', false)
$$;

create or replace function rushes.is_id(value jsonb) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(value) = 'string' and octet_length(value #>> '{}') between 1 and 1000, false)
$$;

create or replace function rushes.is_texts(value jsonb) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(value) = 'array' and (value @? 'strict $[*] ? (@.type() != "string")') is false, false)
$$;

-- Fractions and exponents are refused before, by the text: see has_odd_number.
create or replace function rushes.is_whole(value jsonb) returns boolean
language sql immutable as $$
    select case when jsonb_typeof(value) = 'number'
        then (value)::numeric between -9223372036854775808 and 9223372036854775807 else false end
$$;

create or replace function rushes.is_within(value jsonb, low integer, high integer) returns boolean
language sql immutable as $$
    select case when jsonb_typeof(value) = 'number' then (value)::numeric between low and high else false end
$$;

create or replace function rushes.is_rubric(value jsonb) returns boolean
language sql immutable as $$
    select case when jsonb_typeof(value) = 'object' then (
        select coalesce(bool_and(rushes.is_within(level, 1, 5)), true) from jsonb_each(value) e (code, level))
        else false end
$$;

-- Whether what may be left out is text where it is there.
create or replace function rushes.are_strings(body jsonb, names text[]) returns boolean
language sql immutable as $$
    select coalesce(bool_and(not body ? name or rushes.is_string(body -> name)), true) from unnest(names) name
$$;

create or replace function rushes.is_region(item jsonb) returns boolean
language sql immutable as $$
    select case when jsonb_typeof(item) = 'object' then
        item - '{id,stream,start_ns,end_ns,x,y,width,height,kind,source,state}'::text[] = '{}'
        and rushes.is_string(item -> 'id') and rushes.is_string(item -> 'stream')
        and (not item ? 'x' or rushes.is_whole(item -> 'x')) and (not item ? 'y' or rushes.is_whole(item -> 'y'))
        and (not item ? 'kind' or rushes.is_string(item -> 'kind'))
        and (not item ? 'source' or rushes.is_string(item -> 'source'))
        and (not item ? 'state' or item -> 'state' in ('"proposed"', '"confirmed"', '"rejected"'))
        and case when rushes.is_whole(item -> 'start_ns') and rushes.is_whole(item -> 'end_ns')
            then (item -> 'start_ns')::numeric < (item -> 'end_ns')::numeric else false end
        and (not item ? 'width' or case when rushes.is_whole(item -> 'width') then (item -> 'width')::numeric >= 0 else false end)
        and (not item ? 'height' or case when rushes.is_whole(item -> 'height') then (item -> 'height')::numeric >= 0 else false end)
        else false end
$$;

create or replace function rushes.is_privacy(value jsonb) returns boolean
language plpgsql immutable as $$
begin
    if coalesce(jsonb_typeof(value), '') <> 'object'
        or value - '{flag,consent,retention,retain_until,regions,searched}'::text[] <> '{}'
        or value ? 'flag' and value -> 'flag' not in ('""', '"unchecked"', '"clear"', '"restricted"')
        or value ? 'consent' and not rushes.is_string(value -> 'consent')
        or value ? 'retention' and not rushes.is_string(value -> 'retention')
        or value ? 'retain_until' and not rushes.is_string(value -> 'retain_until')
        or value ? 'searched' and jsonb_typeof(value -> 'searched') <> 'boolean' then
        return false;
    elsif not value ? 'regions' then
        return true;
    elsif jsonb_typeof(value -> 'regions') <> 'array' then
        return false;
    end if;
    return (
        select coalesce(bool_and(rushes.is_region(item)), true) and count(distinct item -> 'id') = count(*)
        from jsonb_array_elements(value -> 'regions') item);
end $$;

create or replace function rushes.is_field(name jsonb, value jsonb) returns boolean
language sql immutable as $$
    select coalesce(case name
        when '"state"' then value in ('"new"', '"draft"', '"submitted"', '"approved"', '"returned"')
        when '"grade"' then rushes.is_string(value)
        when '"note"' then rushes.is_string(value)
        when '"annotator"' then rushes.is_string(value)
        when '"reviewer"' then rushes.is_string(value)
        when '"taxonomy_id"' then rushes.is_string(value)
        when '"reasons"' then rushes.is_texts(value)
        when '"review_reasons"' then rushes.is_texts(value)
        when '"taxonomy_version"' then rushes.is_whole(value)
        when '"privacy"' then rushes.is_privacy(value)
        when '"score"' then rushes.is_within(value, 0, 5)
        when '"rubric"' then rushes.is_rubric(value)
        when '"instruction"' then rushes.is_string(value)
        when '"instruction_zh"' then rushes.is_string(value)
        when '"unusable"' then value in ('""', '"cannot_judge"', '"broken_recording"')
        else false end, false)
$$;

create or replace function rushes.is_body(op jsonb, body jsonb) returns boolean
language sql immutable as $$
    select case op
        when '"put_phase"' then rushes.is_id(body -> 'id')
            and rushes.is_text(body -> 'label') and rushes.is_whole(body -> 'start_ns') and rushes.is_whole(body -> 'end_ns')
            and (body - '{id,label,start_ns,end_ns}'::text[] = '{}' or (
                body - '{id,label,start_ns,end_ns,tier,grade,text,text_zh,source,confidence_pm,raw_ns}'::text[] = '{}'
                and rushes.are_strings(body, '{tier,grade,text,text_zh,source}')
                and (not body ? 'confidence_pm' or rushes.is_within(body -> 'confidence_pm', 0, 1000))
                and (not body ? 'raw_ns' or rushes.is_whole(body -> 'raw_ns'))))
        when '"put_remark"' then
            body - '{id,t_ns,author,text,reason,stream,value,kind,asked,answer,answered_by}'::text[] = '{}'
            and rushes.is_id(body -> 'id') and rushes.is_whole(body -> 't_ns')
            and rushes.is_string(body -> 'author') and rushes.is_string(body -> 'text')
            and rushes.are_strings(body, '{reason,stream,value,kind,asked,answer,answered_by}')
        when '"put_mark"' then body - '{id,tier,label,start_ns,end_ns,text,stream,source,confidence_pm}'::text[] = '{}'
            and rushes.is_id(body -> 'id') and rushes.is_text(body -> 'tier') and rushes.is_text(body -> 'label')
            and case when rushes.is_whole(body -> 'start_ns') and rushes.is_whole(body -> 'end_ns')
                then (body -> 'start_ns')::numeric <= (body -> 'end_ns')::numeric else false end
            and rushes.are_strings(body, '{text,stream,source}')
            and (not body ? 'confidence_pm' or rushes.is_within(body -> 'confidence_pm', 0, 1000))
        when '"drop_phase"' then body - 'id' = '{}' and rushes.is_id(body -> 'id')
        when '"drop_remark"' then body - 'id' = '{}' and rushes.is_id(body -> 'id')
        when '"drop_mark"' then body - 'id' = '{}' and rushes.is_id(body -> 'id')
        when '"set_field"' then body - '{field,value}'::text[] = '{}' and rushes.is_field(body -> 'field', body -> 'value')
        else false end
$$;

create or replace function rushes.is_change(item jsonb) returns boolean
language sql immutable as $$
    select coalesce(case when jsonb_typeof(item) = 'object' and jsonb_typeof(item -> 'body') = 'object'
        then item - '{op,body}'::text[] = '{}' and rushes.is_body(item -> 'op', item -> 'body') else false end, false)
$$;

-- Whether a number in JSON text has a fraction, an exponent or more than 19 digits: such a one is read differently by
-- different programs. The text is looked through once; only where something looks like it, without its strings.
create or replace function rushes.has_odd_number(body text) returns boolean
language sql immutable as $$
    select case when body ~ '(^|[:,\[])\s*-?([0-9]+[.eE]|[0-9]{20})'
        then regexp_replace(body, '"([^"\\]|\\.)*"', '', 'g') ~ '[0-9][.eE]|[0-9]{20}' else false end
$$;

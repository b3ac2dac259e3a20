-- Keeps messages that no active hotel could take, or parts that cannot be read, as far as there is room, in
-- their order.
with incoming as (
  select *
  from unnest(:channels, :provider_ids, :guests, :lines, :content_types, :bodies, :contents, :payloads, :places,
    :sent_ats, :hotels)
    with ordinality as t
      (channel, provider_id, guest, line, content_type, body, content, payload, place, sent_at, hotel, nth)
), new as (
  select i.*,
    octet_length(i.body) + coalesce(octet_length(i.content), 0) + coalesce(octet_length(i.payload), 0) as bytes
  from incoming i
  where not exists (
    select
    from conserje.unrouted u
    where (u.channel, u.provider_id, u.line) = (i.channel, i.provider_id, i.line))
), taken as (
  select count(*) as messages,
    coalesce(sum(octet_length(body) + coalesce(octet_length(content), 0) + coalesce(octet_length(payload), 0)), 0)
      as bytes
  from conserje.unrouted
), taken_by_line as (
  select channel, line, count(*) as messages from conserje.unrouted group by channel, line
), ranked as (
  select n.*, row_number() over (order by n.nth) as rank,
    sum(n.bytes) over (order by n.nth) as bytes_so_far,
    row_number() over (partition by n.channel, n.line order by n.nth) + coalesce(l.messages, 0) as nth_of_line
  from new n
  left join taken_by_line l on (l.channel, l.line) = (n.channel, n.line)
), kept as (
  insert into conserje.unrouted
    (channel, provider_id, guest, line, content_type, body, content, payload, place, sent_at, hotel)
  select r.channel, r.provider_id, r.guest, r.line, r.content_type, r.body, r.content, r.payload, r.place,
    coalesce(r.sent_at, now()), r.hotel
  from ranked r
  cross join taken t
  where t.messages + r.rank <= :max and t.bytes + r.bytes_so_far <= :max_bytes and r.nth_of_line <= :max_of_line
  order by r.nth
  on conflict (channel, provider_id, line) do nothing
  returning 1
)
select cast((select count(*) from kept) as int) as kept,
  cast((select count(*) from incoming) - (select count(*) from new) as int) as known

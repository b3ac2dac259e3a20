-- A part of the statements that end a turn: moves the next messages of the queues in "short" from the backlog. more has
-- what each list gets.
refilled as (
  delete from conserje.guest_backlog b
  using (
    select n.place
    from short s
    cross join lateral (
      select ctid as place
      from conserje.guest_backlog
      where (tenant_id, channel, guest) = (s.tenant_id, s.channel, s.guest)
      order by tenant_id, channel, guest, seq
      limit :listed
    ) n
  ) next
  where b.ctid = next.place
  returning b.tenant_id, b.channel, b.guest, b.seq, b.message_id
), more as materialized (
  select tenant_id, channel, guest, array_agg(message_id order by seq) as ids
  from refilled
  group by tenant_id, channel, guest
)

-- Rows in every table, for the hotels :first to :last. Run by FilledDatabase, which replaces these names.
insert into conserje.tenants (tenant_id, name)
select 'hotel-' || n, 'Hotel "Ñandú" ''' || n from generate_series(:first, :last) n;
insert into conserje.tenant_user_identifiers (tenant_id, channel, kind, identifier)
select 'hotel-' || n, 'whatsapp', 'phone', '+549111234' || (1000 + n) from generate_series(:first, :last) n;
insert into conserje.users (tenant_id, email, hashed_password, role)
select 'hotel-' || n, 'ana@hotel' || n || '.example', repeat('h', 60), 'admin' from generate_series(:first, :last) n;
insert into conserje.password_history (tenant_id, user_id, hashed_password)
select tenant_id, user_id, repeat('g', 60) from conserje.users
where tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.tenant_audit (tenant_id, actor, action, details)
select 'hotel-' || n, 'test', 'registered', '{"name": "x"}' from generate_series(:first, :last) n;
insert into conserje.inbox
  (tenant_id, message_id, channel, provider_id, guest, line, content_type, body, sent_at, state, ended_at)
select 'hotel-' || n, gen_random_uuid(), 'whatsapp', 'wamid.' || m, '+34600' || m, nullif(mod(m, 3), 0)::text, 'text',
  E'¿Hay sitio?\n\t\\ 🏨 ' || m, now() - m * interval '1 second',
  case mod(m, 4) when 0 then 'pending' when 1 then 'failed' else 'handled' end,
  case mod(m, 4) when 0 then null else now() end
from generate_series(:first, :last) n, generate_series(1, 40) m;
insert into conserje.guest_queues (tenant_id, channel, guest, turns, lease, leased_until, waiting)
select tenant_id, channel, guest, 1, gen_random_uuid(), now(), array[message_id]
from conserje.inbox
where state = 'pending' and tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.guest_backlog (tenant_id, channel, guest, seq, message_id)
select tenant_id, channel, guest, seq, message_id
from conserje.inbox
where state = 'pending' and tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
update conserje.inbox set content = jsonb_build_object('type', 'choice', 'id', 'room "101"', 'profileName', 'Ñandú')
where state = 'handled' and tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.inbox_payloads (tenant_id, message_id, payload)
select tenant_id, message_id, '{"text": {"body": "¿Hay sitio? \u0000"}}'
from conserje.inbox
where state = 'handled' and tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
select tenant_id, message_id, 0, 1, 'pms_unavailable', 'refused'
from conserje.inbox
where state = 'failed' and tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, body, state)
select tenant_id, gen_random_uuid(), message_id, channel, guest, 'Sí',
  case mod(seq, 5) when 0 then 'pending' else 'sent' end
from conserje.inbox
where state = 'handled' and tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
select tenant_id, reply_id, 'resent', 'test', 'paid'
from conserje.replies
where tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.outbound_messages
  (tenant_id, outbound_id, idempotency_key, channel, guest, reply_ids, bodies, contents, due_at, state, recorded_by)
select 'hotel-' || n, gen_random_uuid(), 'booking-7', 'whatsapp', '+34600', array[gen_random_uuid()], array['Sí "é"'],
  array[null], now(), 'scheduled', 'ana'
from generate_series(:first, :last) n;
insert into conserje.guest_last_messages (tenant_id, channel, guest, line, last_at)
select 'hotel-' || n, 'whatsapp', '+34600', '', now() from generate_series(:first, :last) n;
insert into conserje.reply_rates (tenant_id, channel, line, guest, free_at, per_second)
select 'hotel-' || n, 'whatsapp', '100', '', now(), 20 from generate_series(:first, :last) n;
insert into conserje.queue_decisions (tenant_id, event, message_id, actor, why)
select 'hotel-' || n, 'retried', gen_random_uuid(), 'ana', 'the PMS works' from generate_series(:first, :last) n;
insert into conserje.line_holds (tenant_id, channel, line, fix, cause, probe_at)
select 'hotel-' || n, 'whatsapp', '100', 'renew_token', 'graph 190', 'infinity' from generate_series(:first, :last) n;
insert into conserje.reply_statuses (tenant_id, channel, provider_id, status, code, title)
select 'hotel-' || n, 'whatsapp', 'wamid.S1', 'failed', 131042, 'Payment "issue"'
from generate_series(:first, :last) n;
insert into conserje.dlq_permanent_failures (tenant_id, id, channel, message, reason, error, attempts)
select tenant_id, message_id, channel, jsonb_build_object('b', 1.50, 'a', array['x', null]), 'pms_unavailable',
  'refused', 3
from conserje.inbox
where state = 'failed' and tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.dlq_events (tenant_id, id, event, actor, why)
select tenant_id, id, 'discarded', 'test', 'too late'
from conserje.dlq_permanent_failures
where tenant_id in (select 'hotel-' || n from generate_series(:first, :last) n);
insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)
select 'hotel-' || n, 'whatsapp', '+34600' || m, m, '{"step": "ask"}', now() + m * interval '1 microsecond'
from generate_series(:first, :last) n, generate_series(1, 10) m;
insert into conserje.holds (tenant_id, owner, room, check_in, check_out, holder, fence, expires_at)
select 'hotel-' || n, 'owner', '101', date '2026-12-01', date '2026-12-04', 'guest', 7, now()
from generate_series(:first, :last) n;
insert into conserje.room_fences (tenant_id, room, fence)
select 'hotel-' || n, '101', 7 from generate_series(:first, :last) n;
insert into conserje.leases (tenant_id, name, owner, holder, fence, expires_at)
select 'hotel-' || n, 'night-audit', null, null, 3, '-infinity' from generate_series(:first, :last) n;
insert into conserje.fences (tenant_id, resource_id, fence)
select 'hotel-' || n, 'room:101', 7 from generate_series(:first, :last) n;
insert into conserje.bookings (tenant_id, booking_id, owner, room, check_in, check_out, holder, fence)
select 'hotel-' || n, gen_random_uuid(), 'owner', '102', date '2026-12-01', date '2026-12-04', 'guest', 7
from generate_series(:first, :last) n;
insert into conserje.lock_audit (tenant_id, resource_id, event, holder, fence, details)
select 'hotel-' || n, 'room:' || m, 'acquired', 'guest', nullif(mod(m, 3), 0), jsonb_build_object('n', m)
from generate_series(:first, :last) n, generate_series(1, 100) m;

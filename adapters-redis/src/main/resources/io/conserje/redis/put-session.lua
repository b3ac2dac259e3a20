-- Writes a session of another store, unless this store has a newer one. Needs clock.lua.
--
-- KEYS[1]  hash of the session: version, save, state
-- KEYS[2]  sorted set of the hotel's sessions by expiry, in milliseconds
-- ARGV[1]  its version
-- ARGV[2]  the unique name of this save
-- ARGV[3]  the state as JSON
-- ARGV[4]  its expiry in milliseconds
-- ARGV[5]  the session's member in the sorted set
--
-- Returns 0 if this store has a newer session, else 1, also if the session has expired.

local gone = tonumber(ARGV[4])
local stored = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if stored >= tonumber(ARGV[1]) or gone <= now then
  return stored > tonumber(ARGV[1]) and 0 or 1
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'save', ARGV[2], 'state', ARGV[3])
-- As save-session.lua does: the key goes one millisecond before the session ends.
redis.call('PEXPIREAT', KEYS[1], gone - 1)
redis.call('ZADD', KEYS[2], gone, ARGV[5])
if redis.call('PTTL', KEYS[2]) < gone - now then
  redis.call('PEXPIREAT', KEYS[2], gone)
end
return 1

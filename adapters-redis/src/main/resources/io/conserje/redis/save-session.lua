-- Saves a session if nobody has saved it since it was read. Needs clock.lua.
--
-- KEYS[1]  hash of the session: version, save, state
-- KEYS[2]  sorted set of the hotel's sessions by expiry, in milliseconds
-- ARGV[1]  the version that was read, 0 if there was no session
-- ARGV[2]  the unique name of this save
-- ARGV[3]  the state as JSON
-- ARGV[4]  idle timeout in milliseconds
-- ARGV[5]  the session's member in the sorted set
--
-- Returns the new version, or '0' if the stored version is another one. A client that got no answer sends the script
-- again: a stored save of the same name shows that it was done, and its version is returned.

local stored = redis.call('HMGET', KEYS[1], 'version', 'save')
if (stored[1] or '0') ~= ARGV[1] then
  return stored[2] == ARGV[2] and stored[1] or '0'
end
local gone = now + ARGV[4]
-- A new session starts from the clock, above every version of a session that was here before.
local version = string.format('%.0f', stored[1] and stored[1] + 1 or time[1] * 1000000 + time[2])
redis.call('HSET', KEYS[1], 'version', version, 'save', ARGV[2], 'state', ARGV[3])
-- Redis keeps a key through the millisecond in which it expires. Sessions end at its beginning: hence one less.
redis.call('PEXPIREAT', KEYS[1], gone - 1)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], gone, ARGV[5])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[4]) then
  redis.call('PEXPIREAT', KEYS[2], gone)
end
return version

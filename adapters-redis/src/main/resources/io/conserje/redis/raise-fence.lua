-- Raises the last fence of a room.
--
-- KEYS[1]  sorted set of the room, see claim-hold.lua
-- ARGV[1]  the fence
-- ARGV[2]  time to live of the key in milliseconds
--
-- Returns 0 if this store has a higher fence, else 1.

if tonumber(redis.call('ZSCORE', KEYS[1], 'fence') or '0') > tonumber(ARGV[1]) then
  return 0
end
redis.call('ZADD', KEYS[1], ARGV[1], 'fence')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1

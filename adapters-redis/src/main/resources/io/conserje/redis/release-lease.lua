-- Ends a lease and keeps its fence. Needs clock.lua and leased.lua, which describes KEYS and ARGV.
--
-- Returns 1 if it released the lease, 0 if the lease had already ended.

if not lease then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('{"fence":%.0f,"until":0}', lease.fence))
redis.call('ZADD', KEYS[2], now, ARGV[1])
return 1

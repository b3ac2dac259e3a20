-- Renews a lease. Needs clock.lua and leased.lua, which describes KEYS and ARGV[1] to ARGV[3].
--
-- ARGV[4]  life from now on, in milliseconds
-- ARGV[5]  time to live of the keys in milliseconds
--
-- Returns a list: 'renewed' and the lease's JSON; or 'lost' and ''.

if not lease then
  return {'lost', ''}
end
local ends = now + ARGV[4]
local json = string.match(stored, '^(.*)"fence":')
  .. string.format('"fence":%.0f,"until":%.0f}', lease.fence, ends)
redis.call('HSET', KEYS[1], ARGV[1], json)
redis.call('ZADD', KEYS[2], ends, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {'renewed', json}

-- Shared by the scripts that change one lease. Needs clock.lua.
--
-- KEYS[1]  hash of the hotel's leases, see claim-lease.lua
-- KEYS[2]  sorted set of their names by end, see claim-lease.lua
-- ARGV[1]  name
-- ARGV[2]  owner
-- ARGV[3]  fence
--
-- Defines:
--   stored  JSON of the lease with this name
--   lease   the same, decoded; nil if the lease has expired or has another owner or fence

local stored = redis.call('HGET', KEYS[1], ARGV[1])
local lease = stored and cjson.decode(stored)
if lease and (lease['until'] <= now or lease.owner ~= ARGV[2] or lease.fence ~= tonumber(ARGV[3])) then
  lease = nil
end

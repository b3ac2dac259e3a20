-- Lists the live leases of a hotel. Needs clock.lua.
--
-- KEYS[1]  hash of the hotel's leases, see claim-lease.lua
-- KEYS[2]  not used
--
-- Returns the JSON of the leases, in no order.

local found = {}
for _, json in ipairs(redis.call('HVALS', KEYS[1])) do
  if cjson.decode(json)['until'] > now then
    table.insert(found, json)
  end
end
return found

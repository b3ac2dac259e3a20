-- Lists live holds of a hotel. Needs clock.lua.
--
-- KEYS[1]  hash of the hotel's holds, see claim-hold.lua
-- ARGV[1]  the JSON member to compare: 'room' or 'holder', or '' for all holds
-- ARGV[2]  its value
--
-- Returns the JSON of the holds, in no order.

local found = {}
for _, json in ipairs(redis.call('HVALS', KEYS[1])) do
  local hold = cjson.decode(json)
  if hold['until'] > now and (ARGV[1] == '' or hold[ARGV[1]] == ARGV[2]) then
    table.insert(found, json)
  end
end
return found

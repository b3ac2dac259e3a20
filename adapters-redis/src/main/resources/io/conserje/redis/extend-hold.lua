-- Extends a hold. Needs clock.lua and held.lua, which describes KEYS and the first words of ARGV[1].
--
-- ARGV[1]  after the hold: how often the caller's hold was extended, the maximum number of extensions, the extension
--          and the time to live of the keys in milliseconds
--
-- Returns lines in one string:
--   line 1   'extended', also if an earlier call with the same arguments extended it; 'exhausted' if the maximum is
--            reached; 'lost' if the hold has ended
--   line 2   the hold's JSON, unless it is lost

if not ends then
  return 'lost'
end
local before, max, extension, keep = string.match(more, '^(%S+) (%S+) (%S+) (%S+)$')
if extensions > tonumber(before) then
  return 'extended\n' .. json
end
if extensions >= tonumber(max) then
  return 'exhausted\n' .. json
end
ends = ends + extension
json = string.match(json, '^(.*"fence":%d+,)')
  .. string.format('"until":%.0f,"extensions":%.0f}', ends, extensions + 1)
redis.call('HSET', KEYS[1], own, json)
redis.call('ZADD', KEYS[2], ends, 'ends ' .. owner)
redis.call('PEXPIRE', KEYS[1], keep)
redis.call('PEXPIRE', KEYS[2], keep)
return 'extended\n' .. json

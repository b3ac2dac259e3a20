-- Shared by the scripts that change one hold. Needs clock.lua.
--
-- KEYS[1]  hash of the hotel's holds, see claim-hold.lua
-- KEYS[2]  sorted set of the room, see claim-hold.lua
-- ARGV[1]  room, owner and fence of the hold, then arguments of the script itself, separated by spaces
--
-- Defines:
--   owner       the hold's owner
--   own         the hold's field in the hash
--   json        the stored hold
--   ends        its end in milliseconds; nil if it has expired or has another fence
--   extensions  how often it was extended
--   more        the script's own arguments

local room, owner, meant, more = string.match(ARGV[1], '^(%S+) (%S+) (%S+) ?(.*)$')
local own = room .. ' ' .. owner
local json = redis.call('HGET', KEYS[1], own)
local fence, ends, extensions
if json then
  fence, ends, extensions = string.match(json, '"fence":(%d+),"until":(%d+),"extensions":(%d+)}$')
  ends, extensions = tonumber(ends), tonumber(extensions)
  if fence ~= meant or ends <= now then
    ends = nil
  end
end

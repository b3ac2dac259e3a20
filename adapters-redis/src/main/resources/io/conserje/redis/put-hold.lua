-- Writes a hold of another store, unless this store has a newer one of the same nights. Needs clock.lua.
--
-- KEYS[1]  hash of the hotel's holds, see claim-hold.lua
-- KEYS[2]  sorted set of the room, see claim-hold.lua
-- ARGV[1]  room, owner, check-in and check-out in days, fence, end and time to live of the keys in milliseconds,
--          extensions, and the hold's JSON up to its fence, separated by spaces
--
-- Returns 0 if this store has a newer hold, else 1, also if the hold has ended.

local room, owner, check_in, check_out, fence, ends, keep, extensions, head =
  string.match(ARGV[1], '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
local own = room .. ' ' .. owner

local function decided(json)
  local other_fence, until_, extended = string.match(json, '"fence":(%d+),"until":(%d+),"extensions":(%d+)}$')
  return tonumber(other_fence), tonumber(until_), tonumber(extended)
end

if tonumber(redis.call('ZSCORE', KEYS[2], 'fence') or '0') < tonumber(fence) then
  redis.call('ZADD', KEYS[2], fence, 'fence')
end
redis.call('PEXPIRE', KEYS[2], keep)
if tonumber(ends) <= now then
  return 1
end

local mine = redis.call('HGET', KEYS[1], own)
if mine then
  local stored, _, extended = decided(mine)
  if stored > tonumber(fence) or (stored == tonumber(fence) and extended > tonumber(extensions)) then
    return 0
  end
end

-- Holds that share a night with this one. They are the last ones that begin before its check-out.
local older = {}
for _, stay in ipairs(redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. check_out, '-inf')) do
  local of = string.sub(stay, 6)
  local other = redis.call('HGET', KEYS[1], room .. ' ' .. of)
  if other and of ~= owner then
    if tonumber(string.match(other, '"lastDay":(-?%d+)')) <= tonumber(check_in) then
      break
    end
    local stored, until_ = decided(other)
    if until_ > now and stored > tonumber(fence) then
      return 0
    end
    older[#older + 1] = of
  end
end
for _, of in ipairs(older) do
  redis.call('HDEL', KEYS[1], room .. ' ' .. of)
  redis.call('ZREM', KEYS[2], 'stay ' .. of, 'ends ' .. of)
end

redis.call('HSET', KEYS[1], own,
  head .. '"fence":' .. fence .. ',"until":' .. ends .. ',"extensions":' .. extensions .. '}')
redis.call('ZADD', KEYS[2], check_in, 'stay ' .. owner, ends, 'ends ' .. owner)
redis.call('PEXPIRE', KEYS[1], keep)
return 1

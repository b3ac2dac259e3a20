-- Claims a room for a stay. Needs clock.lua.
--
-- KEYS[1]  hash of the hotel's holds: room and owner -> JSON
-- KEYS[2]  sorted set of the room:
--            'stay OWNER'  check-in, in days
--            'ends OWNER'  end, in milliseconds
--            'fence'       the room's last fence, in microseconds
--          The three ranges of scores do not overlap, so one set serves for all. A claim costs what its commands cost,
--          and one set needs fewer of them than three.
-- ARGV[1]  room, owner, check-in and check-out in days, life and time to live of the keys in milliseconds, and the
--          hold's JSON up to its fence, separated by spaces. One argument, because each one costs the client more than
--          it costs Redis to split this one.
--
-- Returns lines in one string, which costs a third of a list. JSON contains no line breaks.
--   line 1   'granted'; 'own' if the owner already holds the room; 'blocking' if another hold shares a night
--   line 2   fence and end of the new hold; otherwise the JSON of the hold that decided
--   others   JSON of the expired holds that this call removed

-- September 2001 in milliseconds: above every check-in and below every end.
local ENDS_FROM = 1000000000000

local room, owner, check_in, check_out, life, keep, head =
  string.match(ARGV[1], '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
local own = room .. ' ' .. owner
local expired = ''

-- Remove the room's expired holds.
repeat
  local gone = redis.call('ZRANGEBYSCORE', KEYS[2], ENDS_FROM, now, 'LIMIT', 0, 1000)
  if #gone > 0 then
    local members, both = {}, {}
    for _, ending in ipairs(gone) do
      local of = string.sub(ending, 6)
      members[#members + 1] = room .. ' ' .. of
      both[#both + 1] = ending
      both[#both + 1] = 'stay ' .. of
    end
    for _, json in ipairs(redis.call('HMGET', KEYS[1], unpack(members))) do
      if json then expired = expired .. '\n' .. json end
    end
    redis.call('HDEL', KEYS[1], unpack(members))
    redis.call('ZREM', KEYS[2], unpack(both))
  end
until #gone < 1000

-- When a room is no longer claimed, its set expires and its last holds stay in the hash. One claim in 32, of any room,
-- samples the hash and removes holds that ended longer ago than keys live.
if time[2] % 32 == 0 then
  local sample = redis.call('HRANDFIELD', KEYS[1], 8, 'WITHVALUES')
  for place = 2, #sample, 2 do
    if tonumber(string.match(sample[place], '"until":(%d+)')) < now - keep then
      redis.call('HDEL', KEYS[1], sample[place - 1])
      expired = expired .. '\n' .. sample[place]
    end
  end
end

-- Holds of a room never share a night, so only the last one that begins before this check-out can overlap this stay.
-- An entry of the set without its hold in the hash is a remnant. It must not hide the hold before it.
local before, other
repeat
  before = redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. check_out, '-inf', 'LIMIT', 0, 1)[1]
  other = before and redis.call('HGET', KEYS[1], room .. ' ' .. string.sub(before, 6))
  if before and not other then
    redis.call('ZREM', KEYS[2], before, 'ends ' .. string.sub(before, 6))
  end
until other or not before
if other and tonumber(string.match(other, '"lastDay":(-?%d+)')) > tonumber(check_in) then
  local mine = redis.call('HGET', KEYS[1], own)
  return (mine and 'own' or 'blocking') .. '\n' .. (mine or other) .. expired
end

local stored = redis.call('ZSCORE', KEYS[2], 'fence')
local fence = string.format('%.0f', fence_after(stored))
local ends = string.format('%.0f', now + life)
local json = head .. '"fence":' .. fence .. ',"until":' .. ends .. ',"extensions":0}'
-- The owner may hold this room for another stay, which does not overlap this one.
if redis.call('HSETNX', KEYS[1], own, json) == 0 then
  return 'own\n' .. redis.call('HGET', KEYS[1], own) .. expired
end
redis.call('ZADD', KEYS[2], check_in, 'stay ' .. owner, ends, 'ends ' .. owner, fence, 'fence')
redis.call('PEXPIRE', KEYS[1], keep)
-- Once an hour is enough, because the set lives for days longer than any hold in it.
if not stored or math.floor(stored / 3600000000) ~= math.floor(now / 3600000) then
  redis.call('PEXPIRE', KEYS[2], keep)
end
return 'granted\n' .. fence .. ' ' .. ends .. expired

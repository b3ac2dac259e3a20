-- Ends a hold. Needs clock.lua and held.lua, which describes KEYS and ARGV.
--
-- Returns 1 if it released the hold, 0 if the hold had already ended.

if not ends then
  return 0
end
redis.call('HDEL', KEYS[1], own)
redis.call('ZREM', KEYS[2], 'stay ' .. owner, 'ends ' .. owner)
return 1

-- Counts the active sessions of a hotel. Needs clock.lua.
--
-- KEYS[1]  sorted set of the hotel's sessions by expiry, in milliseconds
--
-- Returns the number of sessions.

return redis.call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', now), '+inf')

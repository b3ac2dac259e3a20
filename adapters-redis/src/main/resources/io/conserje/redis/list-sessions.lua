-- Lists the live sessions of a hotel. Needs clock.lua.
--
-- KEYS[1]  sorted set of the hotel's sessions by expiry, in milliseconds
--
-- Returns the sessions' members in the sorted set, each followed by its expiry.

return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. string.format('%.0f', now), '+inf', 'WITHSCORES')

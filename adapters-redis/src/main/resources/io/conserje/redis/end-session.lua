-- Ends a session.
--
-- KEYS[1]  hash of the session
-- KEYS[2]  sorted set of the hotel's sessions by expiry
-- ARGV[1]  the session's member in the sorted set
--
-- Returns 1 if there was a session, 0 if not.

redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])

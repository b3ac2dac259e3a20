-- Shared by all scripts that need the time. Redis's clock decides, never the client's.
--
-- Defines:
--   time               Redis's TIME: seconds, and microseconds within the second
--   now                the time in milliseconds
--   fence_after(last)  a fence above `last`, which may be nil: the time in microseconds, or one more than `last` if
--                      that is greater. So fences grow even after the last one is gone.
--
-- Lua's numbers are exact below 2^53, and all of these are. Scripts write them with '%.0f', because Lua's own
-- conversion to text rounds to 14 digits.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function fence_after(last)
  return math.max(tonumber(last or '0') + 1, time[1] * 1000000 + time[2])
end

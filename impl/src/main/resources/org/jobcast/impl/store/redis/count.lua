-- Adds one to a number, once, though it may be sent again. A new number gets its time to live in the same step.
-- KEYS: what remembers its answer, the number. ARGV: for how many milliseconds, the time to live. Gives the number.
local known = redis.call('GET', KEYS[1])
if known then
  return tonumber(known)
end
local number = redis.call('INCR', KEYS[2])
if number == 1 then
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
redis.call('SET', KEYS[1], number, 'PX', ARGV[1])
return number

-- Adds a signal of a job; the same one again is not added again.
-- KEYS: job, signals, what remembers the number of this one. ARGV: name, payload, milliseconds to live (0: for ever), how many
-- a job may have, for how many milliseconds the number is remembered.
-- Gives its number, 0 without a job, -1 if the job has so many.
local known = redis.call('GET', KEYS[3])
if known then
  return tonumber(known)
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local number = redis.call('XLEN', KEYS[2]) + 1
if number > tonumber(ARGV[4]) then
  return -1
end
redis.call('XADD', KEYS[2], number .. '-0', 'name', ARGV[1], 'payload', ARGV[2])
redis.call('SET', KEYS[3], number, 'PX', ARGV[5])
if ARGV[3] ~= '0' then
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return number

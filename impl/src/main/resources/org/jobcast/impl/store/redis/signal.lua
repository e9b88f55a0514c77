-- Adds a signal of a job; the same one again is not added again.
-- KEYS: job, signals. ARGV: name, payload, token, milliseconds to live (0: for ever), how many a job may have.
-- Gives its number, 0 without a job, -1 if the job has so many.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 32)) do
  if entry[2][6] == ARGV[3] then
    return tonumber(string.match(entry[1], '^%d+'))
  end
end
local number = redis.call('XLEN', KEYS[2]) + 1
if number > tonumber(ARGV[5]) then
  return -1
end
redis.call('XADD', KEYS[2], number .. '-0', 'name', ARGV[1], 'payload', ARGV[2], 'token', ARGV[3])
if ARGV[4] ~= '0' then
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
return number

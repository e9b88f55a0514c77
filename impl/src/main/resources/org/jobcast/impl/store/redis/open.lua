-- Makes the caller the writer of a log.
-- KEYS: log, events. ARGV: fence, epoch, milliseconds to live (0: for ever).
-- Gives epoch, fence, first, last, ended; nothing if a higher fence has the log.
local function less(a, b) -- of whole numbers as text: a number of Lua holds 53 bits only
  return #a < #b or (#a == #b and a < b)
end

local fence = redis.call('HGET', KEYS[1], 'fence')
if not fence then
  redis.call('HSET', KEYS[1], 'fence', ARGV[1], 'epoch', ARGV[2], 'first', '1', 'last', '0', 'ended', '0')
  redis.call('UNLINK', KEYS[2]) -- of a log of that name whose hash Redis has evicted: its numbers would be in the way
elseif less(ARGV[1], fence) then
  return {}
elseif fence ~= ARGV[1] then
  redis.call('HSET', KEYS[1], 'fence', ARGV[1])
end
if ARGV[3] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return redis.call('HMGET', KEYS[1], 'epoch', 'fence', 'first', 'last', 'ended')

-- Forgets whole segments from the old end of a log.
-- KEYS: log, events. ARGV: the oldest event to keep.
local last = redis.call('HGET', KEYS[1], 'last')
if not last or redis.call('XTRIM', KEYS[2], 'MINID', '=', ARGV[1] .. '-0') == 0 then
  return 0
end
local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
local first = oldest and oldest[2][4] or string.format('%.0f', tonumber(last) + 1)
return redis.call('HSET', KEYS[1], 'first', first)

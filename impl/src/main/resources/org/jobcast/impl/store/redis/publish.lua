-- Sends messages to a channel, once, though it may be sent again.
-- KEYS: what remembers its answer. ARGV: for how many milliseconds, the channel, the messages. Gives how many heard the last.
local known = redis.call('GET', KEYS[1])
if known then
  return tonumber(known)
end
local heard = 0
for i = 3, #ARGV do
  heard = redis.call('PUBLISH', ARGV[2], ARGV[i])
end
redis.call('SET', KEYS[1], heard, 'PX', ARGV[1])
return heard

-- Removes a log.
-- KEYS: log, events. ARGV: topic. Gives 1 to the one caller that removed it.
local gone = redis.call('DEL', KEYS[1])
redis.call('UNLINK', KEYS[2])
if gone == 1 then
  redis.pcall('PUBLISH', ARGV[1], '')
end
return gone

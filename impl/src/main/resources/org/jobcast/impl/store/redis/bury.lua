-- Declares nodes dead whose lease has run out, if the one who asks has been there for a lease of its own without a break.
-- KEYS: leases. ARGV: the node that asks, then nodes it wants to know about.
-- Gives the time in microseconds, then those of them that are dead; nothing if the one who asks is dead or late itself.
local own = redis.call('HGET', KEYS[1], ARGV[1])
if not own then
  return {}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local since, expires, length = string.match(own, '^(%S+) (%S+) (%S+)')
if tonumber(expires) < now then
  return {}
end
if since + length <= now then
  local leases = redis.call('HGETALL', KEYS[1])
  for i = 1, #leases, 2 do
    if tonumber(string.match(leases[i + 1], '^%S+ (%S+)')) < now then
      redis.call('HDEL', KEYS[1], leases[i])
    end
  end
end
local dead = { string.format('%.0f', time[1] * 1000000 + time[2]) }
for i = 2, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then
    dead[#dead + 1] = ARGV[i]
  end
end
return dead

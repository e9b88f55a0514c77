-- Renews the lease of a node.
-- KEYS: leases. ARGV: node, milliseconds of the lease, milliseconds that the leases live (0: for ever). Gives 0 if it is dead.
local lease = redis.call('HGET', KEYS[1], ARGV[1])
if not lease then
  return 0
end
local since, expires, token = string.match(lease, '^(%S+) (%S+) %S+ (%S+)$')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if tonumber(expires) < now then
  since = string.format('%.0f', now)
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %.0f %s %s', since, now + ARGV[2], ARGV[2], token))
if ARGV[3] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
else
  redis.call('PERSIST', KEYS[1])
end
return 1

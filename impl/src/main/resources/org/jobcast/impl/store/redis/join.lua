-- Adds a node. A lease is: since when unbroken, end, length, all in milliseconds, and the token of the one who joined.
-- KEYS: leases. ARGV: node, milliseconds of the lease, token, milliseconds to live (0: for ever). Gives 0 if the id is taken.
local lease = redis.call('HGET', KEYS[1], ARGV[1])
if lease then
  return string.match(lease, '%S+$') == ARGV[3] and 1 or 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f %s %s', now, now + ARGV[2], ARGV[2], ARGV[3]))
if ARGV[4] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
else
  redis.call('PERSIST', KEYS[1])
end
return 1

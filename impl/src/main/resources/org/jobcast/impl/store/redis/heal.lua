-- Takes a job that is gone out of indexes that still name it, as after an eviction by Redis.
-- KEYS: job, texts, then indexes. ARGV: id.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HDEL', KEYS[2], ARGV[1])
for i = 3, #KEYS do
  redis.call('ZREM', KEYS[i], ARGV[1])
end
return 1

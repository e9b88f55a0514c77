-- Keeps a value of a job.
-- KEYS: job, steps. ARGV: fence, name, value, milliseconds to live (0: for ever). Gives 0 if the job has another fence.
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
if ARGV[4] ~= '0' then
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
return 1

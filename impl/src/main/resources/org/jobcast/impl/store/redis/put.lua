-- Writes or removes the record of a job, and its place in the indexes, if the job has the revision that the caller expects.
-- KEYS: job, texts, owners, then the indexes to leave, those to enter, and what goes with the job.
-- ARGV: id, expected revision (0: there is no job), token of this write, milliseconds to live (0: for ever), the numbers of
-- indexes to leave, to enter, of what goes and of names that the record has not, text to search in (empty: none), node (empty:
-- none), then a score for each index to enter, then the names that the record has not, then names and values of the record,
-- none to remove it; what is not named stays.
-- Gives 1; 0 if the revision is another one. The same write again gives 1 as well.
local id, token, ttl = ARGV[1], ARGV[3], ARGV[4]
local leave, enter, goes, absent = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local now = redis.call('HMGET', KEYS[1], 'revision', 'token')
if (now[1] or '0') ~= ARGV[2] then
  return now[2] == token and 1 or 0
end
local function live(key)
  if ttl ~= '0' then
    redis.call('PEXPIRE', key, ttl)
  end
end

local at = 3
for i = at + 1, at + leave do
  redis.call('ZREM', KEYS[i], id)
end
at = at + leave
for i = 1, enter do
  redis.call('ZADD', KEYS[at + i], ARGV[10 + i], id)
  live(KEYS[at + i])
end
at = at + enter
for i = at + 1, at + goes do
  redis.call('UNLINK', KEYS[i])
end
if ARGV[10] ~= '' then
  redis.call('SADD', KEYS[3], ARGV[10])
  live(KEYS[3])
end
if ARGV[9] ~= '' then
  redis.call('HSET', KEYS[2], id, ARGV[9])
  live(KEYS[2])
else
  redis.call('HDEL', KEYS[2], id)
end
local names = 10 + enter
if #ARGV == names + absent then
  redis.call('UNLINK', KEYS[1])
  return 1
end
if absent > 0 then
  redis.call('HDEL', KEYS[1], unpack(ARGV, names + 1, names + absent))
end
redis.call('HSET', KEYS[1], 'token', token, unpack(ARGV, names + absent + 1))
live(KEYS[1])
return 1

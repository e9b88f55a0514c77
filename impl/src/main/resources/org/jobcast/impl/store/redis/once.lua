-- Does a command once that counts how often it is done, though it may be sent again.
-- KEYS: what remembers its answer. ARGV: for how many milliseconds, then the command. Gives its answer, a number.
local known = redis.call('GET', KEYS[1])
if known then
  return tonumber(known)
end
local answer = redis.call(unpack(ARGV, 2))
redis.call('SET', KEYS[1], answer, 'PX', ARGV[1])
return answer

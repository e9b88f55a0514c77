-- Appends segments to one log. An entry of the stream has the number of its last event as its id.
-- KEYS: log, events. ARGV: milliseconds to live (0: for ever), topic, then of each segment: fence, first, last, end, bytes.
-- Gives the outcome of each.
local log = redis.call('HMGET', KEYS[1], 'fence', 'last', 'ended')
local fence, last, ended = log[1], tonumber(log[2]), log[3] == '1'
local position, outcomes = nil, {}
for i = 3, #ARGV, 5 do
  local first, final = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local empty = final < first
  local outcome
  if not fence then
    outcome = 'GONE'
  elseif ARGV[i] ~= fence then
    outcome = 'FENCED'
  elseif final <= last and (ended or not empty) then
    outcome = 'DUPLICATE'
  elseif ended then
    outcome = 'ENDED'
  elseif first ~= last + 1 then
    outcome = 'GAP'
  else
    outcome = 'STORED'
    if not empty then
      redis.call('XADD', KEYS[2], ARGV[i + 2] .. '-0',
        'fence', fence, 'first', ARGV[i + 1], 'end', ARGV[i + 3], 'bytes', ARGV[i + 4])
      if last == 0 and ARGV[1] ~= '0' then
        redis.call('PEXPIRE', KEYS[2], ARGV[1])
      end
      last, position = final, ARGV[i + 2]
    end
    ended = ARGV[i + 3] == '1'
    position = position or log[2]
  end
  outcomes[#outcomes + 1] = outcome
end
if position then
  redis.call('HSET', KEYS[1], 'last', position, 'ended', ended and '1' or '0')
  redis.pcall('PUBLISH', ARGV[2], '') -- a user who may not publish may still write
end
return outcomes

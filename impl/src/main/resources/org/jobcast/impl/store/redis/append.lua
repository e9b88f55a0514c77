-- Appends segments to logs. An entry of a stream has the number of its last event as its id.
-- KEYS: log and events of each log. ARGV: milliseconds to live (0: for ever), then of each log: topic, number of segments, and
-- of each segment: fence, first, last, end, bytes.
-- Gives the outcome of each segment.

-- Whether the stream and the hash of a log do not fit together: that is no reason to refuse the other logs.
local function isOfLog(failure)
  return string.find(failure.err, 'equal or smaller', 1, true) or string.find(failure.err, 'WRONGTYPE', 1, true)
end

local ttl, outcomes, at = ARGV[1], {}, 2
for k = 1, #KEYS, 2 do
  local log = redis.call('HMGET', KEYS[k], 'fence', 'last', 'ended')
  local fence, last, ended = log[1], tonumber(log[2]), log[3] == '1'
  local topic, count = ARGV[at], tonumber(ARGV[at + 1])
  local position = nil
  for i = at + 2, at + 1 + count * 5, 5 do
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
        local added = redis.pcall('XADD', KEYS[k + 1], ARGV[i + 2] .. '-0',
          'fence', fence, 'first', ARGV[i + 1], 'end', ARGV[i + 3], 'bytes', ARGV[i + 4])
        if type(added) ~= 'table' then
          if last == 0 and ttl ~= '0' then
            redis.call('PEXPIRE', KEYS[k + 1], ttl)
          end
          last, position = final, ARGV[i + 2]
        elseif isOfLog(added) then
          outcome = 'GAP'
        else
          return added
        end
      end
      if outcome == 'STORED' then
        ended = ARGV[i + 3] == '1'
        position = position or log[2]
      end
    end
    outcomes[#outcomes + 1] = outcome
  end
  if position then
    redis.call('HSET', KEYS[k], 'last', position, 'ended', ended and '1' or '0')
    redis.pcall('PUBLISH', topic, '') -- a user who may not publish may still write
  end
  at = at + 2 + count * 5
end
return outcomes

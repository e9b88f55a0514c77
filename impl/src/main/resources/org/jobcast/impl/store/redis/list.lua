-- Walks along an index of jobs, newest first, some steps and no more: Redis does nothing else meanwhile.
-- KEYS: texts, the index to walk along, then those that a job must be in as well.
-- ARGV: text that must be in those of a job in lower case (empty: any), where to begin, how many steps, how many fitting jobs
-- to leave out, how many to give.
-- Gives where to go on (-1: nowhere), how many fit, then id and score of those to give.
local text, from, steps = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local skip, count = tonumber(ARGV[4]), tonumber(ARGV[5])

local walked = redis.call('ZRANGE', KEYS[2], from, from + steps - 1, 'WITHSCORES')
local ids, scores = {}, {}
for i = 1, #walked, 2 do
  ids[#ids + 1], scores[#scores + 1] = walked[i], walked[i + 1]
end

local function keep(fits, command, key)
  if #ids == 0 then
    return
  end
  local left, leftScores = {}, {}
  for i, each in ipairs(redis.call(command, key, unpack(ids))) do
    if fits(each) then
      left[#left + 1], leftScores[#leftScores + 1] = ids[i], scores[i]
    end
  end
  ids, scores = left, leftScores
end

for i = 3, #KEYS do
  keep(function(score) return score end, 'ZMSCORE', KEYS[i])
end
if text ~= '' then
  keep(function(each) return each and string.find(each, text, 1, true) end, 'HMGET', KEYS[1])
end

local answer = { #walked < 2 * steps and -1 or from + steps, #ids }
for i = skip + 1, math.min(skip + count, #ids) do
  answer[#answer + 1] = ids[i]
  answer[#answer + 1] = scores[i]
end
return answer

-- Finds jobs, newest first.
-- KEYS: texts, the index of type or owner or both, none of them for all, then the indexes of the states, at least one index.
-- ARGV: how many of KEYS[2..] every job must be in, the text that must be in those of a job in lower case (empty: any), how
-- many to leave out, how many to give.
-- Gives the number of all, then id and score of each.
local common, text = tonumber(ARGV[1]), ARGV[2]
local skip, count = tonumber(ARGV[3]), tonumber(ARGV[4])

if #KEYS == 2 and text == '' then
  local page = redis.call('ZRANGE', KEYS[2], skip, skip + count - 1, 'WITHSCORES')
  table.insert(page, 1, tostring(redis.call('ZCARD', KEYS[2])))
  return page
end

local found, total = {}, 0
local function add(...)
  local members = redis.call(...)
  for i = 1, #members, 2 do
    found[#found + 1] = { members[i], members[i + 1], tonumber(members[i + 1]) }
  end
  return #members / 2
end
local function within(state)
  local keys = {}
  for i = 2, common + 1 do
    keys[#keys + 1] = KEYS[i]
  end
  keys[#keys + 1] = state
  if #keys == 1 then
    -- No more of a state than the page may need of it, unless the text decides.
    local last = text == '' and skip + count - 1 or -1
    add('ZRANGE', keys[1], 0, last, 'WITHSCORES')
    total = total + redis.call('ZCARD', keys[1])
    return
  end
  local call = { 'ZINTER', #keys }
  for _, key in ipairs(keys) do
    call[#call + 1] = key
  end
  call[#call + 1] = 'WEIGHTS'
  for i = 1, #keys do
    call[#call + 1] = i == 1 and 1 or 0
  end
  call[#call + 1] = 'WITHSCORES'
  total = total + add(unpack(call))
end

if #KEYS == common + 1 then
  within(nil)
else
  for i = common + 2, #KEYS do
    within(KEYS[i])
  end
end

if text ~= '' then
  local fitting, chunk = {}, 500
  for from = 1, #found, chunk do
    local ids = {}
    for i = from, math.min(from + chunk - 1, #found) do
      ids[#ids + 1] = found[i][1]
    end
    local texts = redis.call('HMGET', KEYS[1], unpack(ids))
    for i, each in ipairs(texts) do
      if each and string.find(each, text, 1, true) then
        fitting[#fitting + 1] = found[from + i - 1]
      end
    end
  end
  found, total = fitting, #fitting
end
if #KEYS > common + 2 then
  table.sort(found, function(a, b)
    return a[3] < b[3] or (a[3] == b[3] and a[1] < b[1])
  end)
end

local page = { tostring(total) }
for i = skip + 1, math.min(skip + count, #found) do
  page[#page + 1] = found[i][1]
  page[#page + 1] = found[i][2]
end
return page

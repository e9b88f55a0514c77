-- Reads what comes after an event.
-- KEYS: log, events. ARGV: the event, how many bytes at most beside the first segment.
-- Gives epoch, fence, first, last, ended, then of each segment: fence, first, last, end, bytes; nothing if there is no log.
local head = redis.call('HMGET', KEYS[1], 'epoch', 'fence', 'first', 'last', 'ended')
if not head[1] then
  return {}
end
local most, bytes, from = tonumber(ARGV[2]), 0, '(' .. ARGV[1] .. '-0'
-- As many at a time as fit if they are like the largest so far, for what does not fit was copied in vain.
local page, largest = 1, 1
while true do
  local entries = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', page)
  for _, entry in ipairs(entries) do
    local id, fields = entry[1], entry[2]
    bytes, largest = bytes + #fields[8], math.max(largest, #fields[8])
    if bytes > most and #head > 5 then
      return head
    end
    local n = #head
    head[n + 1], head[n + 2], head[n + 3] = fields[2], fields[4], string.match(id, '^%d+')
    head[n + 4], head[n + 5] = fields[6], fields[8]
    from = '(' .. id
  end
  if #entries < page then
    return head
  end
  page = math.max(1, math.min(2 * page, 64, math.floor((most - bytes) / largest)))
end

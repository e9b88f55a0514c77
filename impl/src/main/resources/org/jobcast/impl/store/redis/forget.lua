-- Forgets a dead node that owns nothing any more.
-- KEYS: owners, the jobs of the node. ARGV: node.
if redis.call('EXISTS', KEYS[2]) == 1 then
  return 0
end
return redis.call('SREM', KEYS[1], ARGV[1])

CREATE TABLE requests (
  id TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  client_version TEXT,
  stream INTEGER NOT NULL,
  model TEXT,
  account TEXT,
  outcome TEXT NOT NULL,
  status INTEGER,
  problem TEXT,
  attempts INTEGER NOT NULL,
  dropped TEXT NOT NULL,
  input INTEGER,
  cached INTEGER,
  output INTEGER,
  reasoning INTEGER,
  sent_ms INTEGER,
  first_byte_ms INTEGER,
  first_output_ms INTEGER,
  total_ms INTEGER
) STRICT;
CREATE INDEX requests_by_time ON requests (started_at);
INSERT INTO requests VALUES ('b', 2000, '/v1/messages', 'anthropic', 'claude-code', '2.1.0', 1, 'gpt-5.5', 'two', 'failed',
  429, 'usage_limit_reached', 2, 'temperature,top_k', NULL, NULL, NULL, NULL, 3, 40, NULL, 44);
INSERT INTO requests VALUES ('a', 1000, '/v1/responses', 'openai', 'curl', NULL, 0, 'gpt-5.5', 'one', 'ok',
  200, NULL, 1, '', 10, 4, 5, 2, 1, 20, 30, 50);
PRAGMA user_version = 1;

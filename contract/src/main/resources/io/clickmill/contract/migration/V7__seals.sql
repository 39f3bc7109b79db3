-- Whole days of accounts with many events, in columns. A day that has seals is sealed: together they hold exactly its
-- human events that are not late. Seals never change. They are replaced or deleted, or get another one beside them.
CREATE TABLE seal (
  account_id text        NOT NULL,
  day        date        NOT NULL,
  seal_id    uuid        NOT NULL DEFAULT gen_random_uuid(),
  format     int         NOT NULL,
  events     bigint      NOT NULL CHECK (events > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  parquet    bytea       NOT NULL,
  PRIMARY KEY (account_id, day, seal_id)
);
COMMENT ON COLUMN seal.day IS 'in UTC';
COMMENT ON COLUMN seal.format IS 'which columns the file has; a release reads and writes one format';
COMMENT ON COLUMN seal.parquet IS 'a Parquet file, sorted by campaign and time';
-- The file is compressed already.
ALTER TABLE seal ALTER COLUMN parquet SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, DELETE ON seal TO clickmill_writer;
GRANT SELECT ON seal TO clickmill_reader;

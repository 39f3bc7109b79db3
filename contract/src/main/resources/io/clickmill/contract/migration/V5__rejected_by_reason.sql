-- How many of the rejected records have which fault; less than "rejected" where an earlier release has rejected some.
ALTER TABLE rollup_progress ADD COLUMN rejected_by_reason jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN rollup_progress.rejected_by_reason IS 'numbers of records by the word in header clickmill.reason';

-- The run of the job that may write. A run is one attempt of the job's tasks: each restart is another. Whoever writes for
-- the job checks it under a lock, so that a task that was cut off and lives on cannot write beside its successor.
CREATE TABLE job_run (
  only_row   boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
  run_id     text        NOT NULL,
  -- Counts the runs.
  run_number int         NOT NULL,
  -- The checkpoint that the run started from; 0 for none.
  checkpoint bigint      NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now()
);

-- A copy of an event that is in the log already is a duplicate, unless the event was logged after the checkpoint from
-- which this run started, by another run: then it is counted again. The first copy that a run meets takes the row over.
ALTER TABLE click_event
  ADD COLUMN logged_run        int    NOT NULL DEFAULT 0,
  ADD COLUMN logged_checkpoint bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN click_event.logged_run IS 'the run (job_run.run_number) that has counted the event as logged';
COMMENT ON COLUMN click_event.logged_checkpoint IS 'the last checkpoint whose barrier had passed by then';

GRANT SELECT, INSERT, UPDATE ON job_run TO clickmill_writer;
GRANT SELECT ON job_run TO clickmill_reader;

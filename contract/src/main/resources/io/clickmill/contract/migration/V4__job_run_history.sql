-- Every run of the job and where it started from, so that a checkpoint can be told from one that does not belong to these
-- tables: because they are older than it is, or have gone another way since it was made. The run of the highest number
-- may write.
ALTER TABLE job_run DROP COLUMN only_row;
ALTER TABLE job_run RENAME COLUMN checkpoint TO parent_checkpoint;
ALTER TABLE job_run
  ADD PRIMARY KEY (run_number),
  ADD UNIQUE (run_id),
  ADD COLUMN parent_run         int REFERENCES job_run,
  ADD COLUMN flushed_checkpoint bigint NOT NULL DEFAULT 0;

-- State of a release that knew of no runs belongs to these tables where they have a progress.
INSERT INTO job_run (run_id, run_number, parent_checkpoint)
SELECT 'before runs were kept', 1, 0
  FROM rollup_progress
 WHERE NOT EXISTS (SELECT FROM job_run);

COMMENT ON COLUMN job_run.run_number IS 'counts the runs, from 1';
COMMENT ON COLUMN job_run.parent_run IS
  'the run that made the checkpoint from which this one started; null if it started without state, or if a release made the checkpoint that did not keep the run in it';
COMMENT ON COLUMN job_run.parent_checkpoint IS 'the checkpoint from which the run started; 0 if without state';
COMMENT ON COLUMN job_run.flushed_checkpoint IS
  'the newest checkpoint of the run before whose barrier all is committed here, whether or not it has completed; 0 for none';

-- The run of the job that may write. A run is one attempt of the job's tasks: each restart is another. Whoever writes for
-- the job checks it under a lock, so that a task that was cut off and lives on cannot write beside its successor.
CREATE TABLE job_run (
  only_row   boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
  run_id     text        NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE ON job_run TO clickmill_writer;
GRANT SELECT ON job_run TO clickmill_reader;

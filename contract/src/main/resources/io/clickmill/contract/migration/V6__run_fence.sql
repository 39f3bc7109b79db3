-- The fence, in one place: it lets only the newest run of the job write (see job_run). Tasks call it at the start of their
-- transactions. Rows of table rollup are written by a sink that knows of no runs, so a trigger calls it there.

-- Keeps new runs waiting until this transaction ends, and returns the newest one. Fails if that is not this one.
-- In plpgsql each statement sees what is committed when it begins: here, when the lock has been taken.
CREATE FUNCTION require_current_run(this_run text) RETURNS job_run
LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
DECLARE
  newest job_run;
BEGIN
  -- Otherwise all statements would see what was committed before this one had waited for the lock.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'transaction_isolation: % (expected: read committed)', current_setting('transaction_isolation');
  END IF;
  -- The lock that a new run takes alone: "run" in ASCII.
  PERFORM pg_advisory_xact_lock_shared(x'72756e'::bigint);
  SELECT * INTO newest FROM job_run ORDER BY run_number DESC LIMIT 1;
  IF newest.run_id IS DISTINCT FROM this_run THEN
    RAISE EXCEPTION 'job_run: % (expected: %); another run of the job has taken over, this one may not write any more',
      coalesce(newest.run_id, 'none'), this_run;
  END IF;
  RETURN newest;
END
$$;

CREATE FUNCTION require_current_run_of_session() RETURNS trigger
LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
BEGIN
  PERFORM require_current_run(current_setting('clickmill.run'));
  RETURN NULL;
END
$$;

-- Sessions of fold and rebuild name no run, as they have a lock of their own. Nor does the session that sets the tables
-- back for a new run.
CREATE TRIGGER run_fence
BEFORE INSERT OR UPDATE OR DELETE ON rollup
FOR EACH STATEMENT
WHEN (current_setting('clickmill.run', true) <> '')
EXECUTE FUNCTION require_current_run_of_session();

REVOKE ALL ON FUNCTION require_current_run(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION require_current_run_of_session() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION require_current_run(text) TO clickmill_writer;

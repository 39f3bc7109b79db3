package io.clickmill.api.stats;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.AcceptHeader;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.http.Problem;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.BatchReader;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LogChanges;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsUnavailableException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/stats/batch}: up to {@value BatchRequest#MAX_QUERIES} questions to {@code GET /v1/stats}, answered from
 * one state of the data. Needs the scope {@code stats:read}, and counts as that many requests.
 *
 * <p>The answer is NDJSON: a line {@code {"as_of":"…"}} with the time of the request, and then a line for each question
 * as soon as it is answered, {@code {"id":"totals","plan":"…","millis":4,"data":[…],"meta":{…}}} or
 * {@code {"id":"links","problem":{…}}}.
 *
 * <p>A client with {@code Cache-Control: max-age=1} may get what another client of the account has just been answered, see
 * {@link SharedBatches}.
 */
public final class BatchRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRoutes.class);

    private static final int MAX_BODY_BYTES = 128 * 1024;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final SharedBatches shared;

    /** @param changes says which answers are out of date */
    public BatchRoutes(LogChanges changes) {
        this.shared = new SharedBatches(changes);
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.post("/v1/stats/batch", context -> answer(context, services));
    }

    private void answer(Context context, Services services) {
        Principal principal = NativeKeys.requireReader(context, services, StatsRoutes.SCOPE);
        requireAcceptable(context);
        BatchRequest request = services.bodies().readObject(context, MAX_BODY_BYTES, JSON, BatchRequest::new);
        List<BatchRequest.Asked> asked = request.questions();
        String accountId = NativeKeys.account(principal, request.accountId().orElse(null));
        NativeKeys.charge(context, services, principal, asked.size());
        if (SharedBatches.accepts(context)) {
            shared.answer(
                    context, accountId, request.text(), kept -> answer(context, services, accountId, asked, kept));
            return;
        }
        try {
            answer(context, services, accountId, asked, null);
        } catch (UncheckedIOException e) {
            LOG.debug("a client has gone before its questions were answered", e);
        }
    }

    private static void answer(
            Context context,
            Services services,
            String accountId,
            List<BatchRequest.Asked> asked,
            @Nullable ByteArrayOutputStream kept) {
        Instant now = services.clock().instant();
        new Batch(context, now, new BatchLines(context, now, kept)).answer(asked, accountId, services.batches());
    }

    private static void requireAcceptable(Context context) {
        if (!AcceptHeader.allows(context, BatchLines.CONTENT_TYPE).orElse(true)) {
            throw new Failure(
                    Failure.Kind.NOT_ACCEPTABLE,
                    "Accept: " + context.header("Accept") + " (expected: " + BatchLines.CONTENT_TYPE + ")");
        }
    }

    /** The questions of one request while they are answered. */
    private static final class Batch implements BatchReader.Answers {
        private final Context context;
        private final Instant now;
        private final BatchLines lines;
        private final List<String> ids = new ArrayList<>();
        private final List<StatsRequest.Question> questions = new ArrayList<>();
        /** The questions without an answer so far, by their places in {@link #questions}. */
        private final Set<Integer> open = new TreeSet<>();

        private long begin;

        Batch(Context context, Instant now, BatchLines lines) {
            this.context = context;
            this.now = now;
            this.lines = lines;
        }

        /**
         * Answers all questions.
         *
         * @throws StatsUnavailableException if the store does not answer and nothing has been sent
         * @throws BusyException if there is no turn for the questions
         */
        void answer(List<BatchRequest.Asked> asked, String accountId, BatchReader reader) {
            Map<String, QueryException> wrong = new LinkedHashMap<>();
            for (BatchRequest.Asked one : asked) {
                try {
                    questions.add(one.parse(accountId, now));
                    ids.add(one.id());
                } catch (QueryException e) {
                    wrong.put(one.id(), e);
                }
            }
            IntStream.range(0, questions.size()).forEach(open::add);
            if (!questions.isEmpty()) {
                read(reader);
            }
            wrong.forEach(this::addProblem);
        }

        private void read(BatchReader reader) {
            try {
                reader.read(
                        questions.stream()
                                .map(question -> new BatchReader.Question(question.query(), question.includesLinks()))
                                .toList(),
                        this);
            } catch (UncheckedIOException e) {
                throw e;
            } catch (RuntimeException e) {
                if (!lines.isBegun()) {
                    throw e;
                }
                open.forEach(index -> addProblem(ids.get(index), e));
            }
        }

        @Override
        public void begun() {
            begin = System.nanoTime();
        }

        @Override
        public void answered(int index, StatsResult result, Map<String, Link> links) {
            ObjectNode json = JSON.createObjectNode()
                    .put("id", ids.get(index))
                    .put("plan", result.plan().toString())
                    .put("millis", (System.nanoTime() - begin) / 1_000_000);
            lines.add(StatsResponse.add(json, questions.get(index), result, links));
            open.remove(index);
        }

        @Override
        public void failed(int index, RuntimeException cause) {
            addProblem(ids.get(index), cause);
            open.remove(index);
        }

        private void addProblem(String id, RuntimeException cause) {
            ObjectNode json = JSON.createObjectNode().put("id", id);
            json.set("problem", Problem.of(Failure.reasonOf(context, cause)).json());
            lines.add(json);
        }
    }
}

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
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsUnavailableException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code POST /v1/stats/batch}: up to {@value BatchRequest#MAX_QUERIES} questions to {@code GET /v1/stats}, answered from
 * one state of the data. Needs the scope {@code stats:read}, and counts as that many requests.
 *
 * <p>The answer is NDJSON: a line {@code {"as_of":"…"}} with the time of the state, and then a line for each question as
 * soon as it is answered, {@code {"id":"totals","plan":"…","millis":4,"data":[…],"meta":{…}}} or
 * {@code {"id":"links","problem":{…}}}. A client that accepts only {@code application/json} gets one object, in the order
 * of the questions: {@code {"as_of":"…","answers":[…]}}.
 */
public final class BatchRoutes implements Routes {
    private static final int MAX_BODY_BYTES = 128 * 1024;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.post("/v1/stats/batch", context -> answer(context, services));
    }

    private static void answer(Context context, Services services) {
        Principal principal = NativeKeys.require(context, services, StatsRoutes.SCOPE);
        boolean asLines = asLines(context);
        BatchRequest request = services.bodies().readObject(context, MAX_BODY_BYTES, JSON, BatchRequest::new);
        List<BatchRequest.Asked> asked = request.questions();
        String accountId = NativeKeys.account(principal, request.accountId().orElse(null));
        NativeKeys.charge(context, services, principal, asked.size());
        Instant now = services.clock().instant();
        BatchResponse response = asLines
                ? BatchResponse.lines(context, now)
                : BatchResponse.object(
                        context, now, asked.stream().map(BatchRequest.Asked::id).toList());
        new Batch(context, services, response).answer(asked, accountId, now);
        response.end();
    }

    /** The questions of one request while they are answered. */
    private static final class Batch implements BatchReader.Answers {
        private final Context context;
        private final Services services;
        private final BatchResponse response;
        private final List<String> ids = new ArrayList<>();
        private final List<StatsRequest.Question> questions = new ArrayList<>();
        private final Set<String> open = new HashSet<>();
        private final Map<String, RuntimeException> failures = new LinkedHashMap<>();
        private long begin = System.nanoTime();

        Batch(Context context, Services services, BatchResponse response) {
            this.context = context;
            this.services = services;
            this.response = response;
        }

        /**
         * Answers all questions.
         *
         * @throws StatsUnavailableException if the store does not answer and nothing has been sent
         * @throws BusyException if there is no turn for the questions
         */
        void answer(List<BatchRequest.Asked> asked, String accountId, Instant now) {
            for (BatchRequest.Asked one : asked) {
                try {
                    questions.add(one.parse(accountId, now));
                    ids.add(one.id());
                } catch (QueryException e) {
                    failures.put(one.id(), e);
                }
            }
            open.addAll(ids);
            if (!questions.isEmpty()) {
                read();
            }
            failures.forEach(this::addProblem);
        }

        private void read() {
            try {
                services.batches()
                        .read(
                                questions.stream()
                                        .map(StatsRequest.Question::query)
                                        .toList(),
                                this);
            } catch (StatsUnavailableException e) {
                if (!response.isBegun()) {
                    throw e;
                }
                ids.stream().filter(open::contains).forEach(id -> failures.put(id, e));
            }
        }

        @Override
        public void answered(int index, StatsResult result) {
            StatsRequest.Question question = questions.get(index);
            String id = ids.get(index);
            ObjectNode json = JSON.createObjectNode()
                    .put("id", id)
                    .put("plan", result.plan().toString())
                    .put("millis", (System.nanoTime() - begin) / 1_000_000);
            open.remove(id);
            response.add(id, StatsResponse.add(json, question, result, StatsRoutes.links(services, question, result)));
            begin = System.nanoTime();
        }

        @Override
        public void failed(int index, RuntimeException cause) {
            open.remove(ids.get(index));
            addProblem(ids.get(index), cause);
            begin = System.nanoTime();
        }

        private void addProblem(String id, RuntimeException cause) {
            ObjectNode json = JSON.createObjectNode().put("id", id);
            json.set("problem", Problem.of(Failure.reasonOf(context, cause)).json());
            response.add(id, json);
        }
    }

    private static boolean asLines(Context context) {
        boolean json = AcceptHeader.names(context, "application/json");
        if (AcceptHeader.names(context, BatchResponse.LINES) || !json && acceptsAnything(context)) {
            return true;
        }
        if (!json) {
            throw new Failure(
                    Failure.Kind.NOT_ACCEPTABLE,
                    "Accept: " + context.header("Accept") + " (expected: " + BatchResponse.LINES
                            + " or application/json)");
        }
        return false;
    }

    /** Whether a range of the client covers both forms. */
    private static boolean acceptsAnything(Context context) {
        return AcceptHeader.allowsJson(context).orElse(true);
    }
}

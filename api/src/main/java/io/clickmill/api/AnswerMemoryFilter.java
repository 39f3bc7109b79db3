package io.clickmill.api;

import io.clickmill.api.query.AnswerMemory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/**
 * Opens one {@link AnswerMemory.Answer} around each request, so that everything read for the request counts as one
 * answer. Its memory is freed once the complete response is handed over to be sent: a response being sent has a budget
 * of its own. This works because one thread reads and answers a request.
 */
final class AnswerMemoryFilter {
    private AnswerMemoryFilter() {}

    /** Adds the filter for all paths. */
    static void add(ServletContextHandler handler, AnswerMemory memory) {
        Filter filter = (request, response, chain) -> {
            try (AnswerMemory.Answer ignored = memory.open()) {
                chain.doFilter(request, response);
            }
        };
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        handler.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
    }
}

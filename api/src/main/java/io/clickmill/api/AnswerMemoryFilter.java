package io.clickmill.api;

import io.clickmill.api.query.AnswerMemory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/**
 * Makes all that is read for a request one answer. Its memory is given back once the response is handed to be sent; what
 * is being sent has a budget of its own. A request is read and answered by one thread.
 */
final class AnswerMemoryFilter {
    private AnswerMemoryFilter() {}

    /** Adds it to all requests. */
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

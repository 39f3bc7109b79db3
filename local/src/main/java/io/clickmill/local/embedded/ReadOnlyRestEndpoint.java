package io.clickmill.local.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.blob.TransientBlobService;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.DispatcherRestEndpoint;
import org.apache.flink.runtime.leaderelection.LeaderElection;
import org.apache.flink.runtime.resourcemanager.ResourceManagerGateway;
import org.apache.flink.runtime.rest.HttpMethodWrapper;
import org.apache.flink.runtime.rest.RestEndpointFactory;
import org.apache.flink.runtime.rest.handler.RestHandlerConfiguration;
import org.apache.flink.runtime.rest.handler.RestHandlerSpecification;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricFetcher;
import org.apache.flink.runtime.rest.messages.YarnCancelJobTerminationHeaders;
import org.apache.flink.runtime.rest.messages.YarnStopJobTerminationHeaders;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.webmonitor.retriever.GatewayRetriever;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandler;
import org.apache.flink.util.ConfigurationException;

/**
 * Flink's web page and the read-only part of its REST API. It has no password, so everything that changes something is
 * removed: every method but GET, and the two commands that use GET.
 */
final class ReadOnlyRestEndpoint extends DispatcherRestEndpoint {
    private static final Set<String> ORDERS_BY_GET = Set.of(
            YarnCancelJobTerminationHeaders.getInstance().getTargetRestEndpointURL(),
            YarnStopJobTerminationHeaders.getInstance().getTargetRestEndpointURL());

    private ReadOnlyRestEndpoint(
            Configuration configuration,
            GatewayRetriever<DispatcherGateway> dispatcher,
            GatewayRetriever<ResourceManagerGateway> resourceManager,
            TransientBlobService blobs,
            ScheduledExecutorService executor,
            MetricFetcher metrics,
            LeaderElection election,
            FatalErrorHandler fatalErrors)
            throws IOException, ConfigurationException {
        super(
                dispatcher,
                configuration,
                RestHandlerConfiguration.fromConfiguration(configuration),
                resourceManager,
                blobs,
                executor,
                metrics,
                election,
                RestEndpointFactory.createExecutionGraphCache(
                        RestHandlerConfiguration.fromConfiguration(configuration)),
                fatalErrors);
    }

    static RestEndpointFactory<DispatcherGateway> factory() {
        return ReadOnlyRestEndpoint::new;
    }

    @Override
    protected List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> initializeHandlers(
            CompletableFuture<String> address) {
        List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> handlers = super.initializeHandlers(address);
        handlers.removeIf(handler -> isOrder(handler.f0));
        return handlers;
    }

    private static boolean isOrder(RestHandlerSpecification route) {
        return route.getHttpMethod() != HttpMethodWrapper.GET
                || ORDERS_BY_GET.contains(route.getTargetRestEndpointURL());
    }
}

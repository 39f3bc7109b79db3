package io.clickmill.local.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.entrypoint.component.DefaultDispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.metrics.MetricRegistryConfiguration;
import org.apache.flink.runtime.metrics.MetricRegistryImpl;
import org.apache.flink.runtime.metrics.ReporterSetup;
import org.apache.flink.runtime.metrics.ReporterSetupBuilder;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rest.RestEndpointFactory;

/** Flink's cluster in this process, with our web page in place of Flink's, and with metrics that this process reads. */
final class LocalMiniCluster extends MiniCluster {
    private final RestEndpointFactory<?> page;
    private final JobMetrics metrics;

    LocalMiniCluster(MiniClusterConfiguration configuration, RestEndpointFactory<?> page, JobMetrics metrics) {
        super(configuration);
        this.page = page;
        this.metrics = metrics;
    }

    @Override
    protected DispatcherResourceManagerComponentFactory createDispatcherResourceManagerComponentFactory() {
        return new DefaultDispatcherResourceManagerComponentFactory(
                DefaultDispatcherRunnerFactory.createSessionRunner(SessionDispatcherFactory.INSTANCE),
                StandaloneResourceManagerFactory.getInstance(),
                page);
    }

    @Override
    protected MetricRegistryImpl createMetricRegistry(Configuration configuration, long maximumMessageBytes) {
        List<ReporterSetup> reporters = new ArrayList<>();
        reporters.add(ReporterSetupBuilder.METRIC_SETUP_BUILDER.forReporter("clickmill", metrics));
        return new MetricRegistryImpl(
                MetricRegistryConfiguration.fromConfiguration(configuration, maximumMessageBytes), reporters);
    }
}

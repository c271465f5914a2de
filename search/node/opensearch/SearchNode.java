import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node on loopback: {@code SearchNode HOME DATA PORT}.
 *
 * <p>HOME may be an empty folder, DATA is thrown away by whoever made it. Ends when standard input does,
 * so that it never outlives the process that started it.
 */
public final class SearchNode extends Node {
    private SearchNode(Settings settings, Path config) {
        super(
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), config, () -> "node"),
            List.<Class<? extends Plugin>>of(Netty4Plugin.class),
            true);
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path data = Path.of(arguments[1]);
        Settings settings = Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", data.resolve("data").toString())
            .put("path.logs", data.resolve("logs").toString())
            .put("cluster.name", "idesslussen-node")
            .put("node.name", "node")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[2])
            .put("transport.port", "0")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("action.auto_create_index", "false")
            .put("cluster.routing.allocation.disk.threshold_enabled", "false")
            .put("node.store.allow_mmap", "false")
            .build();
        Node node = new SearchNode(settings, home.resolve("config"));
        Thread closing = new Thread(() -> {
            try {
                node.close();
            } catch (Exception problem) {
                problem.printStackTrace();
            }
        });
        Runtime.getRuntime().addShutdownHook(closing);
        node.start();
        while (System.in.read() >= 0) {
            // Nobody writes here: the end of the stream is the signal.
        }
        System.exit(0);
    }
}

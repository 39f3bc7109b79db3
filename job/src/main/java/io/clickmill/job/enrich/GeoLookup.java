package io.clickmill.job.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import io.clickmill.contract.IpLiteral;
import io.clickmill.contract.event.Event.Place;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place of an address in a MaxMind city database: {@code 8.8.8.8} is in {@code US}, {@code NA}.
 *
 * <p>The bundled database is the GeoLite2 City of November 2019, the last one under CC BY-SA 4.0. This product includes
 * GeoLite2 data created by MaxMind, available from https://www.maxmind.com.
 *
 * <p>A database has 63 MB and takes almost a second to read. So it is read into memory once, and all tasks of a JVM
 * share it (strictly: of a class loader, of which Flink has one for each job). A changed file takes effect when the job
 * is started again. The file is not memory-mapped, because replacing a mapped file kills the JVM. Safe for use by
 * several threads.
 */
public final class GeoLookup {
    private static final String BUNDLED = "/GeoLite2-City.mmdb";
    private static final int IPV4_ONLY = 4;

    /** The types of databases that know places have one of these words. */
    private static final List<String> PLACES = List.of("City", "Enterprise", "Country");

    /** The databases read so far, by path. The bundled one has the empty path. Entries are only added. */
    private static final Map<String, GeoLookup> SHARED = new ConcurrentHashMap<>();

    /** The origins of recent clicks: people click more than once, and a lookup takes longer than all else about them. */
    private static final int MAX_REMEMBERED = 1 << 16;

    private static final int MAX_REMEMBERED_LENGTH = 64;

    private final Cache<String, Origin> origins = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .executor(Runnable::run)
            .build();
    private final Reader database;
    private final int ipVersion;

    /**
     * Where a click came from.
     *
     * @param address as {@link ClickAddress#text} gives it
     */
    record Origin(String address, Place place) {}

    private GeoLookup(Reader database) {
        this.database = database;
        this.ipVersion = database.getMetadata().ipVersion();
    }

    /**
     * The lookup in the file at this path, or in the bundled database if null. It is read at the first call and then
     * shared.
     *
     * @throws UncheckedIOException if the file cannot be read or is not a MaxMind database
     */
    public static GeoLookup shared(@Nullable String path) {
        return SHARED.computeIfAbsent(path == null ? "" : path, GeoLookup::load);
    }

    private static GeoLookup load(String path) {
        try (InputStream file = open(path)) {
            Reader database = new Reader(file, new CHMCache());
            String type = database.getMetadata().databaseType();
            if (PLACES.stream().noneMatch(type::contains)) {
                throw new IOException("its type is " + type + " (expected: a City, Enterprise or Country database)");
            }
            return new GeoLookup(database);
        } catch (IOException unreadable) {
            String name = path.isEmpty() ? "bundled database" : path;
            throw new UncheckedIOException("cannot read the geo database: " + name, unreadable);
        }
    }

    private static InputStream open(String path) throws IOException {
        if (!path.isEmpty()) {
            return Files.newInputStream(Path.of(path));
        }
        InputStream bundled = GeoLookup.class.getResourceAsStream(BUNDLED);
        if (bundled == null) {
            throw new FileNotFoundException(BUNDLED + " is not on the class path");
        }
        return bundled;
    }

    /**
     * The origin of a click from the field {@code ip} of its event, in whatever form it is written. The place is {@link
     * Place#UNKNOWN} if the text has no address, or if the address is not of the public internet or not in the
     * database.
     */
    Origin origin(String sent) {
        return sent.length() > MAX_REMEMBERED_LENGTH ? locate(sent) : origins.get(sent, this::locate);
    }

    /** The place of the address in this text, as {@link #origin} finds it. */
    public Place find(String ip) {
        return origin(ip).place();
    }

    private Origin locate(String sent) {
        ClickAddress address = ClickAddress.read(sent);
        return new Origin(address.text(), place(address.address()));
    }

    private Place place(@Nullable InetAddress address) {
        if (address == null || !IpLiteral.isPublic(address) || !canAnswer(ipVersion, address)) {
            return Place.UNKNOWN;
        }
        try {
            CityRecord found = database.get(address, CityRecord.class);
            return found == null ? Place.UNKNOWN : storable(found.place());
        } catch (IOException | RuntimeException unreadable) {
            // The bytes are in memory, so the database is damaged or has another format. Counting goes on without the
            // place.
            return Place.UNKNOWN;
        }
    }

    private static Place storable(Place place) {
        return new Place(
                StorableText.of(place.country()),
                StorableText.of(place.region()),
                StorableText.of(place.city()),
                StorableText.of(place.continent()));
    }

    /**
     * False for an IPv6 address in a database of IPv4 only, which would return the place of an IPv4 address that begins
     * with the same bits.
     */
    static boolean canAnswer(int ipVersion, InetAddress address) {
        return !(ipVersion == IPV4_ONLY && address instanceof Inet6Address);
    }
}

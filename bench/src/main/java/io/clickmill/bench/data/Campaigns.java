package io.clickmill.bench.data;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A thousand campaigns and ten thousand links, both drawn by Zipf's law. A link belongs to one campaign. Links are
 * given to the campaigns so that the clicks of campaigns follow Zipf's law too.
 *
 * <p>With a hot campaign, four in five clicks belong to one campaign more. Its clicks name one of 5,000 URLs and one of
 * 4,000 cities.
 */
final class Campaigns {
    static final int CAMPAIGNS = 1_000;
    static final int LINKS = 10_000;
    static final int HOT_URLS = 5_000;
    static final int HOT_CITIES = 4_000;
    private static final double HOT_SHARE = 0.8;

    private final Zipf links = new Zipf(LINKS);
    private final int[] campaignOfLink = new int[LINKS];
    private final Zipf hotUrls = new Zipf(HOT_URLS);
    private final boolean hot;

    /** A campaign, and the share of clicks that it still lacks. */
    private record Lacking(int campaign, double share) {}

    Campaigns(boolean hot) {
        this.hot = hot;
        Zipf campaigns = new Zipf(CAMPAIGNS);
        PriorityQueue<Lacking> lacking =
                new PriorityQueue<>(Comparator.comparingDouble(Lacking::share).reversed());
        for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
            lacking.add(new Lacking(campaign, campaigns.share(campaign)));
        }
        for (int link = 0; link < LINKS; link++) {
            Lacking most = lacking.remove();
            campaignOfLink[link] = most.campaign;
            lacking.add(new Lacking(most.campaign, most.share - links.share(link)));
        }
    }

    /** Appends the fields that depend on campaign and link. The last value is left open. */
    void append(StringBuilder json, SplittableRandom random) {
        if (hot && random.nextDouble() < HOT_SHARE) {
            int url = hotUrls.draw(random);
            json.append("\",\"country\":\"US\",\"city\":\"City ").append(random.nextInt(HOT_CITIES));
            appendLink(json, "hot", url % 10, url);
        } else {
            int link = links.draw(random);
            appendLink(json, "c-" + campaignOfLink[link], link, link);
        }
    }

    private static void appendLink(StringBuilder json, String campaign, int link, int page) {
        json.append("\",\"campaign_id\":\"").append(campaign);
        json.append("\",\"link_id\":\"l-").append(link);
        json.append("\",\"url\":\"https://shop.example/p/").append(page);
        json.append("?utm_source=mail&utm_medium=email&utm_campaign=").append(campaign);
    }
}

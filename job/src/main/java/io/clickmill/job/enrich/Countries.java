package io.clickmill.job.enrich;

import io.clickmill.contract.event.Event.Place;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads countries as senders write them, and knows their continents: {@code gbr}, {@code UK} and {@code Great Britain}
 * are {@code GB}, in {@code EU}.
 *
 * <p>It accepts the codes of ISO 3166-1 with two and with three letters, English names, names in the country's own
 * languages as the Java runtime has them, and the common names below. Case, accents and blanks do not matter.
 */
final class Countries {
    /** Continents as in GeoLite2, so that given and found countries have the same ones. {@code XK} is Kosovo. */
    private static final Map<String, String> COUNTRIES_OF_CONTINENTS = Map.of(
            "AF",
            "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE "
                    + "NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW",
            "AN",
            "AQ BV GS HM TF",
            "AS",
            "AE AF AM AZ BD BH BN BT CC CN GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH "
                    + "PK PS QA SA SG SY TH TJ TM TR TW UZ VN YE",
            "EU",
            "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK "
                    + "MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK",
            "NA",
            "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT "
                    + "US VC VG VI",
            "OC",
            "AS AU CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TL TO TV UM VU WF WS",
            "SA",
            "AR BO BR CL CO EC FK GF GY PE PY SR UY VE");

    /** Common names that the runtime lacks, in lower case, without accents, signs and a leading {@code the}. */
    private static final Map<String, String> USUAL_NAMES = Map.ofEntries(
            Map.entry("uk", "GB"),
            Map.entry("great britain", "GB"),
            Map.entry("britain", "GB"),
            Map.entry("united kingdom of great britain and northern ireland", "GB"),
            Map.entry("el", "GR"),
            Map.entry("u s", "US"),
            Map.entry("u s a", "US"),
            Map.entry("united states of america", "US"),
            Map.entry("america", "US"),
            Map.entry("xkx", "XK"),
            Map.entry("kosovo", "XK"),
            Map.entry("russian federation", "RU"),
            Map.entry("korea", "KR"),
            Map.entry("south korea", "KR"),
            Map.entry("republic of korea", "KR"),
            Map.entry("korea republic of", "KR"),
            Map.entry("north korea", "KP"),
            Map.entry("democratic people s republic of korea", "KP"),
            Map.entry("czech republic", "CZ"),
            Map.entry("czechia", "CZ"),
            Map.entry("holland", "NL"),
            Map.entry("turkey", "TR"),
            Map.entry("turkiye", "TR"),
            Map.entry("viet nam", "VN"),
            Map.entry("vietnam", "VN"),
            Map.entry("ivory coast", "CI"),
            Map.entry("cote d ivoire", "CI"),
            Map.entry("uae", "AE"),
            Map.entry("burma", "MM"),
            Map.entry("myanmar", "MM"),
            Map.entry("hong kong", "HK"),
            Map.entry("macau", "MO"),
            Map.entry("macao", "MO"),
            Map.entry("china", "CN"),
            Map.entry("people s republic of china", "CN"),
            Map.entry("taiwan", "TW"),
            Map.entry("taiwan province of china", "TW"),
            Map.entry("iran", "IR"),
            Map.entry("iran islamic republic of", "IR"),
            Map.entry("islamic republic of iran", "IR"),
            Map.entry("syria", "SY"),
            Map.entry("syrian arab republic", "SY"),
            Map.entry("bolivia", "BO"),
            Map.entry("bolivia plurinational state of", "BO"),
            Map.entry("venezuela", "VE"),
            Map.entry("venezuela bolivarian republic of", "VE"),
            Map.entry("tanzania", "TZ"),
            Map.entry("tanzania united republic of", "TZ"),
            Map.entry("moldova", "MD"),
            Map.entry("moldova republic of", "MD"),
            Map.entry("republic of moldova", "MD"),
            Map.entry("lao people s democratic republic", "LA"),
            Map.entry("laos", "LA"),
            Map.entry("brunei darussalam", "BN"),
            Map.entry("cape verde", "CV"),
            Map.entry("cabo verde", "CV"),
            Map.entry("swaziland", "SZ"),
            Map.entry("eswatini", "SZ"),
            Map.entry("macedonia", "MK"),
            Map.entry("north macedonia", "MK"),
            Map.entry("republic of north macedonia", "MK"),
            Map.entry("palestine", "PS"),
            Map.entry("palestine state of", "PS"),
            Map.entry("state of palestine", "PS"),
            Map.entry("vatican", "VA"),
            Map.entry("holy see", "VA"),
            Map.entry("east timor", "TL"),
            Map.entry("congo", "CG"),
            Map.entry("republic of the congo", "CG"),
            Map.entry("dr congo", "CD"),
            Map.entry("democratic republic of the congo", "CD"),
            Map.entry("congo democratic republic of the", "CD"),
            Map.entry("republic of ireland", "IE"),
            Map.entry("bosnia", "BA"));

    /** The words that proxies and logs write for an unknown country. {@code XX} is Cloudflare's. */
    private static final Set<String> NOT_KNOWN = Set.of("", "-", "--", "xx", "zz", "unknown", "null", "(null)");

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}");
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

    /** Country codes by normalized name or code. */
    private static final Map<String, String> BY_NAME = byName();

    private static final Map<String, String> CONTINENTS = continents();

    private Countries() {}

    /**
     * The code of ISO 3166-1 with two letters. Unknown text is returned without surrounding blanks; words that mean
     * "unknown" give "".
     */
    static String code(String given) {
        if (NOT_KNOWN.contains(given.strip().toLowerCase(Locale.ROOT))) {
            return "";
        }
        String code = BY_NAME.get(key(given));
        return code == null ? given.strip() : code;
    }

    /** The continent of a country, of two letters as in {@link Place}; "" for an unknown country. */
    static String continent(String code) {
        return CONTINENTS.getOrDefault(code, "");
    }

    /** The continent's code in upper case. Text that is not such a code is returned without surrounding blanks. */
    static String continentCode(String given) {
        String upperCase = given.strip().toUpperCase(Locale.ROOT);
        return COUNTRIES_OF_CONTINENTS.containsKey(upperCase) ? upperCase : given.strip();
    }

    private static Map<String, String> byName() {
        Map<String, String> byName = new HashMap<>(namesOfRuntime());
        byName.putAll(USUAL_NAMES);
        for (String code : Locale.getISOCountries()) {
            Locale country = new Locale("", code);
            byName.put(key(country.getDisplayCountry(Locale.ENGLISH)), code);
        }
        byName.put("xk", "XK");
        for (String code : Locale.getISOCountries()) {
            byName.put(key(code), code);
            byName.put(key(new Locale("", code).getISO3Country()), code);
        }
        return Map.copyOf(byName);
    }

    /** Names in the countries' own languages, without those that two countries share. */
    private static Map<String, String> namesOfRuntime() {
        Map<String, String> names = new HashMap<>();
        Set<String> shared = new HashSet<>();
        Set<String> codes = Set.of(Locale.getISOCountries());
        List<Locale> locales = new ArrayList<>(Arrays.asList(Locale.getAvailableLocales()));
        locales.sort(Comparator.comparing(Locale::toLanguageTag));
        for (Locale locale : locales) {
            String code = locale.getCountry();
            String name = key(locale.getDisplayCountry(locale));
            if (codes.contains(code)) {
                String other = names.putIfAbsent(name, code);
                if (other != null && !other.equals(code)) {
                    shared.add(name);
                }
            }
        }
        names.keySet().removeAll(shared);
        return names;
    }

    private static Map<String, String> continents() {
        Map<String, String> continents = new HashMap<>();
        COUNTRIES_OF_CONTINENTS.forEach((continent, countries) -> {
            for (String country : countries.split(" ", -1)) {
                continents.put(country, continent);
            }
        });
        return Map.copyOf(continents);
    }

    private static String key(String name) {
        String letters = ACCENTS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                .replaceAll("");
        String words = NO_LETTERS
                .matcher(letters.replace("&", " and ").toLowerCase(Locale.ROOT))
                .replaceAll(" ")
                .strip();
        return words.startsWith("the ") ? words.substring("the ".length()) : words;
    }
}

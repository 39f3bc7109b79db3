package io.clickmill.bench.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** User agents of real programs, the most frequent first: the newest version of each template, then the next ones. */
final class UserAgents {
    private static final String RESOURCE = "user-agents.txt";

    private UserAgents() {}

    /** A line of the resource: the text, in which {@code {}} is the version, and the newest and oldest version. */
    private record Template(String text, int newest, int oldest) {
        static Template parse(String line) {
            String[] columns = line.split("\t");
            if (columns.length == 1) {
                return new Template(line, 0, 0);
            }
            String[] range = columns[1].split("-");
            return new Template(columns[0], Integer.parseInt(range[1]), Integer.parseInt(range[0]));
        }
    }

    static List<String> all() {
        List<Template> templates = read();
        List<String> all = new ArrayList<>();
        for (int age = 0; all.size() < count(templates); age++) {
            for (Template template : templates) {
                if (template.newest - age >= template.oldest) {
                    all.add(template.text.replace("{}", Integer.toString(template.newest - age)));
                }
            }
        }
        return all;
    }

    private static int count(List<Template> templates) {
        return templates.stream()
                .mapToInt(template -> template.newest - template.oldest + 1)
                .sum();
    }

    private static List<Template> read() {
        InputStream in = Objects.requireNonNull(UserAgents.class.getResourceAsStream(RESOURCE), RESOURCE);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Template::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

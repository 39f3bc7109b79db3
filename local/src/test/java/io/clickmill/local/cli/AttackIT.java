package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever one client sends, others get quick answers and see their clicks counted, and the system keeps running. Other
 * work on the machine can make one run slow. Then two quick runs are required.
 */
@Tag("timed")
class AttackIT {
    @RegisterExtension
    private static final SharedSystem SYSTEM = new SharedSystem();

    private static final Duration QUICK = Duration.ofMillis(200);
    private static final Duration FRESH = Duration.ofSeconds(2);

    @ParameterizedTest
    @EnumSource
    void doesNotAffectOthers(Attack attack) throws Exception {
        String url = SYSTEM.description().apiUrl();
        ApiClient others = new ApiClient(url, SYSTEM.newKey("bystander-" + attack));
        Attack.Target target = new Attack.Target(url, SYSTEM.newKey("attacker-" + attack));
        // Both accounts have asked before, because the first question of an account finds empty caches.
        others.post("{\"campaign_id\":\"mine\"}");
        new Bystander(others, CompletableFuture.completedFuture(null)).call();
        attack.prepare(target);
        SYSTEM.settledBalance();

        Bystander.Seen seen = watch(attack, target, others);
        List<Bystander.Seen> runs =
                isQuick(seen) ? List.of(seen) : List.of(watch(attack, target, others), watch(attack, target, others));
        assertSoftly(softly -> {
            for (Bystander.Seen run : runs) {
                softly.assertThat(run.answerAt(90)).as("9 of 10 answers").isLessThan(QUICK);
                softly.assertThat(run.slowestCount()).as("%s", run).isLessThan(FRESH);
            }
            softly.assertThat(target.answers().keySet())
                    .as("what the attack was answered")
                    .containsAll(attack.answers())
                    .doesNotContain(401, 404, 500);
        });
        assertThat(SYSTEM.process().isAlive()).isTrue();
        SharedSystem.Balance balance = SYSTEM.settledBalance();
        assertThat(balance.received()).isEqualTo(balance.logged() + balance.duplicates() + balance.rejected());
    }

    private static Bystander.Seen watch(Attack attack, Attack.Target target, ApiClient others) throws Exception {
        FutureTask<Void> running = new FutureTask<>(() -> {
            attack.run(target);
            return null;
        });
        new Thread(running).start();
        Bystander.Seen seen;
        try {
            seen = new Bystander(others, running).call();
        } finally {
            running.get();
        }
        // Print the figures even if all is well.
        System.out.println(attack + ": " + seen + "; answers to the attack by status " + target.answers());
        return seen;
    }

    private static boolean isQuick(Bystander.Seen seen) {
        return seen.answerAt(90).compareTo(QUICK) < 0 && seen.slowestCount().compareTo(FRESH) < 0;
    }
}

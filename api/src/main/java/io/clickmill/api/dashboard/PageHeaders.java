package io.clickmill.api.dashboard;

import io.javalin.http.Context;

/** The headers of pages. They let a page load nothing from other hosts, and others neither frame it nor see its URL. */
final class PageHeaders {
    private PageHeaders() {}

    /**
     * Writes the headers.
     *
     * @param inlineScripts the digests of scripts within the page, as the policy writes them; may be empty
     * @param referrerPolicy who sees the page's URL
     */
    static void write(Context context, String inlineScripts, String referrerPolicy) {
        context.header(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self' " + inlineScripts
                                + "; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
                                + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'")
                .header("Referrer-Policy", referrerPolicy)
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin");
    }
}

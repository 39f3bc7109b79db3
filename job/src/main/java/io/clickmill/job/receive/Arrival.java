package io.clickmill.job.receive;

import io.clickmill.contract.event.Click;

/** A click with what was decided on its arrival. */
public record Arrival(Click click, Verdict verdict) {}

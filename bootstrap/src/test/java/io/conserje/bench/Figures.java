package io.conserje.bench;

import java.util.Arrays;
import java.util.Locale;

/** Measured values, their percentiles, and how they are printed. */
final class Figures {

    private Figures() {}

    /** The percentile for {@code part}, such as 0.5 for the median. */
    static double quantile(double part, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)];
    }

    static double median(double... values) {
        return quantile(0.5, values);
    }

    /** Prints {@code ratio <figure> <value>}: higher is better. */
    static void ratio(String figure, double value) {
        System.out.printf(Locale.ROOT, "ratio %s %.2f%n", figure, value);
    }
}

package io.revocast.soak.history;

/**
 * What an instance says of itself at one moment.
 *
 * @param at before it was asked, in nanoseconds of the machine's monotonic clock
 * @param state as metrics spell it
 * @param replayed whether it is ready
 * @param ageNanos how old it says its knowledge is; negative when it does not know yet
 * @param entries live revocations
 * @param heapBytes in use after the last collection; negative when none was since the last sample
 * @param threads live threads
 * @param descriptors open file descriptors
 */
public record CheckSample(
        long at,
        String state,
        boolean replayed,
        long ageNanos,
        long entries,
        long heapBytes,
        int threads,
        long descriptors) {

    /** As an instance prints it. */
    public String toLine() {
        return "sample " + at + " " + state + " " + replayed + " " + ageNanos + " " + entries + " " + heapBytes + " "
                + threads + " " + descriptors;
    }

    static CheckSample parse(String[] words) {
        return new CheckSample(
                Long.parseLong(words[1]),
                words[2],
                Boolean.parseBoolean(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                Long.parseLong(words[6]),
                Integer.parseInt(words[7]),
                Long.parseLong(words[8]));
    }
}

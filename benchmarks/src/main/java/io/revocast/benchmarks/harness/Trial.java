package io.revocast.benchmarks.harness;

/**
 * A contender, its arguments, and the Java that runs it.
 *
 * @param name as the tables have it
 * @param contender name of a class that implements {@link Contender}, on the class path of {@code jvm}
 */
public record Trial(String name, String contender, Arguments arguments, Jvm jvm) {
    /** A trial of a class that this process knows too. */
    public static Trial of(String name, Class<? extends Contender> contender, Arguments arguments, Jvm jvm) {
        return new Trial(name, contender.getName(), arguments, jvm);
    }
}

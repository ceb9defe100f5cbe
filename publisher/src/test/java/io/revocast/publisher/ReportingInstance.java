package io.revocast.publisher;

import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;

import java.io.IOException;

/** A process with a list that reports. Ends when its standard input does. */
final class ReportingInstance {
    private ReportingInstance() {}

    /**
     * Runs the list.
     *
     * @param args bootstrap servers, topic, topic of reports, name of the instance
     */
    public static void main(String[] args) throws IOException {
        try (RevocationList list = RevocationList.builder()
                .bootstrapServers(args[0])
                .topic(args[1])
                .reporting(Reporting.as("pay").withTopic(args[2]).withInstance(args[3]))
                .build()) {
            list.start();
            while (System.in.read() >= 0) {
                // The content of the input has no meaning.
            }
        }
    }
}

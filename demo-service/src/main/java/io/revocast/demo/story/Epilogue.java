package io.revocast.demo.story;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** After the story: the processes stay up, so that the user can try things by hand. */
final class Epilogue {
    private final Stage stage;
    private final Http http;
    private final StoryReport report;
    private volatile boolean over;

    Epilogue(Stage stage, Http http, StoryReport report) {
        this.stage = stage;
        this.http = http;
        this.report = report;
    }

    /**
     * Prints what can be tried, and waits for Ctrl-C, for as long as it takes. An instance that ends meanwhile ends
     * nothing else.
     *
     * @param revokedToken file with the header that carries the token which the story revoked
     */
    void awaitSignal(StoryBroker broker, Path revokedToken) throws StoryException, InterruptedException {
        report.say("");
        report.say("  Everything stays up until Ctrl-C. Try it: kill -9 an instance, start it again with its command,");
        report.say("  and send it the token that was revoked (good for five minutes otherwise):");
        report.say("");
        report.say(
                "  curl -i -H @" + revokedToken + " " + stage.instances().get(0).at("/me"));
        report.say("");
        report.say(
                "  Each instance also has a page with a live stream, which ends when its token is revoked. Open its");
        report.say("  address below in a browser, and log in as alice (wonderland) or bob (builder).");
        report.say("");
        report.say("  The console, with a new link that signs a browser in once, within ten minutes:");
        report.say("  " + stage.consoleLink(http));
        report.say("  Later, sign in at the publisher's address with the API key in");
        report.say("  " + stage.operatorKeyFile());
        report.say("");
        report.say("  kafka      " + broker.bootstrapServers());
        report.say("  publisher  " + stage.publisher().at("/"));
        for (Instance instance : stage.instances()) {
            report.say("  " + instance.name() + "     " + instance.at("/") + "   pid "
                    + instance.child().pid() + ", to start it again:");
            report.say("    " + instance.commandLine());
            instance.child().onExit(child -> {
                if (!over) {
                    report.say("  " + child.name() + " has ended");
                }
            });
        }
        try {
            new CountDownLatch(1).await();
        } finally {
            over = true;
        }
    }
}

package io.revocast.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Lets no command end as done whose output could not be written. {@code System.out} hides that. */
public final class OutputCheck implements IExecutionStrategy {
    private final IExecutionStrategy strategy = new CommandLine.RunLast();

    /** Standard output, which tells of failures; in the encoding of the terminal. */
    public static PrintWriter standardOutput() {
        Charset charset = Charset.forName(
                System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
        return new PrintWriter(
                new BufferedWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), charset)), true);
    }

    /** The failure of a command whose output was lost. */
    public static CommandFailure failure() {
        return new CommandFailure(
                ExitCode.UNEXPECTED,
                "the output could not be written, so it is not complete",
                "make room for it, or write it elsewhere, and repeat the command");
    }

    @Override
    public int execute(ParseResult parsed) {
        int exitCode = strategy.execute(parsed);
        for (CommandLine command : parsed.asCommandLineList()) {
            if (exitCode == ExitCode.OK.number() && command.getOut().checkError()) {
                command.getErr().println("revocast: " + failure().getMessage());
                command.getErr().println("  " + failure().remedy());
                command.getErr().flush();
                return failure().exitCode().number();
            }
        }
        return exitCode;
    }
}

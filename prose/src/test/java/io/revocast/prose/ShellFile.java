package io.revocast.prose;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The prose of a shell script: comments, quoted texts that contain a space, and the lines of here-documents. */
final class ShellFile {
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<'(\\w+)'$");
    private static final Pattern COMMENT = Pattern.compile("^\\s*#(?!!)\\s*(.*)$");
    private static final Pattern QUOTED = Pattern.compile("(['\"])((?:(?!\\1).)* (?:(?!\\1).)*)\\1");

    private ShellFile() {}

    static List<Passage> passages(String script) {
        List<Passage> passages = new ArrayList<>();
        String end = "";
        int number = 0;
        for (String line : script.lines().toList()) {
            number++;
            Matcher here = HERE_DOCUMENT.matcher(line);
            Matcher comment = COMMENT.matcher(line);
            if (!end.isEmpty()) {
                end = line.equals(end) ? "" : end;
                passages.add(new Passage(number, line));
            } else if (here.find()) {
                end = here.group(1);
            } else if (comment.find()) {
                passages.add(new Passage(number, comment.group(1)));
            } else {
                int current = number;
                QUOTED.matcher(line).results().forEach(text -> passages.add(new Passage(current, text.group(2))));
            }
        }
        return passages;
    }
}

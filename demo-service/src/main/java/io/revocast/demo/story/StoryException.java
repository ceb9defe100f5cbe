package io.revocast.demo.story;

/** The story cannot go on. The message is one line for the person who watches, and says what to do. */
final class StoryException extends Exception {
    private static final long serialVersionUID = 1L;

    StoryException(String message) {
        super(message);
    }

    StoryException(String message, Throwable cause) {
        super(message, cause);
    }
}

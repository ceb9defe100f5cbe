package io.revocast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.revocast.client.PublisherApi;
import io.revocast.client.RevocationRefusedException;
import io.revocast.client.RevocationUnconfirmedException;

/** Calls the publisher for a command, and turns what went wrong into the failure of the command. */
public final class PublisherCalls {
    private final PublisherApi api;

    /** A request and its answer. */
    @FunctionalInterface
    public interface Call<T> {
        T send(PublisherApi api) throws RevocationRefusedException, RevocationUnconfirmedException;
    }

    /** Calls through a client. */
    public PublisherCalls(PublisherApi api) {
        this.api = api;
    }

    /** Returns the document of a success. */
    public JsonNode ask(Call<byte[]> call) throws CommandFailure {
        return document(open(call));
    }

    /** Returns the document of a success, and leaves a refusal to the caller. */
    public JsonNode send(Call<byte[]> call) throws CommandFailure, RevocationRefusedException {
        try {
            return document(call.send(api));
        } catch (RevocationUnconfirmedException e) {
            throw Failures.of(api.publisher(), e);
        }
    }

    /** Returns the document of a success; a missing node when the publisher answered anything else. */
    public JsonNode look(Call<byte[]> call) throws CommandFailure {
        try {
            return JsonDocuments.read(call.send(api));
        } catch (RevocationRefusedException e) {
            return MissingNode.getInstance();
        } catch (RevocationUnconfirmedException e) {
            if (e.status() == 0) {
                throw Failures.of(api.publisher(), e);
            }
            return MissingNode.getInstance();
        }
    }

    /** Returns what a call opens; the caller closes it. */
    public <T> T open(Call<T> call) throws CommandFailure {
        try {
            return call.send(api);
        } catch (RevocationRefusedException e) {
            throw Failures.of(e);
        } catch (RevocationUnconfirmedException e) {
            throw Failures.of(api.publisher(), e);
        }
    }

    private static JsonNode document(byte[] body) throws CommandFailure {
        JsonNode document = JsonDocuments.read(body);
        if (document.isMissingNode()) {
            throw Failures.garbled(new IllegalStateException("the answer is no JSON document"));
        }
        return document;
    }
}

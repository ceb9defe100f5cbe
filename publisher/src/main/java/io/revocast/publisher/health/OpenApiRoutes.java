package io.revocast.publisher.health;

import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code /openapi.yaml}: the description of this interface. Needs no credential: there is no secret in it. */
public final class OpenApiRoutes implements RouteGroup {
    public static final String RESOURCE = "/openapi.yaml";

    private final byte[] description = read();

    @Override
    public void register(Routes routes) {
        routes.get(RESOURCE, ctx -> ctx.contentType("application/yaml").result(description), "application/yaml");
    }

    private static byte[] read() {
        try (InputStream resource = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the description of the interface is not in this jar: " + RESOURCE);
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

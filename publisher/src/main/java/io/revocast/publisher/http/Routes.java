package io.revocast.publisher.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The served paths. Each has its methods; any other gets 405 with {@code Allow}. Each has the media types of its answers; a
 * caller that accepts none of them gets 406. Not thread-safe.
 */
public final class Routes {
    private static final String JSON = "application/json";

    private final RoutesConfig javalin;
    private final List<Route> routes = new ArrayList<>();

    Routes(RoutesConfig javalin) {
        this.javalin = javalin;
    }

    /**
     * Adds {@code GET}, and {@code HEAD} by the same handler: by itself it would answer 200 without asking who wants to
     * know.
     *
     * @param produces the media types of its answers; JSON when there are none
     */
    public void get(String path, Handler handler, String... produces) {
        Set<String> media = media(produces);
        add(HandlerType.GET, path, media, handler);
        add(HandlerType.HEAD, path, media, handler);
    }

    /** Adds {@code POST}; the rest as {@link #get}. */
    public void post(String path, Handler handler, String... produces) {
        add(HandlerType.POST, path, media(produces), handler);
    }

    /** Adds {@code DELETE}. */
    public void delete(String path, Handler handler) {
        add(HandlerType.DELETE, path, media(), handler);
    }

    /** Adds {@code GET} alone, for an answer that does not end by itself. */
    public void stream(String path, Handler handler, String... produces) {
        add(HandlerType.GET, path, media(produces), handler);
        // Else it would be served as a GET.
        javalin.addHttpHandler(HandlerType.HEAD, path, ctx -> {
            throw new HttpResponseException(ProblemType.METHOD_NOT_ALLOWED.status());
        });
    }

    private void add(HandlerType method, String path, Set<String> produces, Handler handler) {
        Route route = new Route(method.name(), path, produces);
        routes.add(route);
        javalin.addHttpHandler(method, path, ctx -> serve(route, handler, ctx));
    }

    private static void serve(Route route, Handler handler, Context ctx) throws Exception {
        ctx.attribute(Route.ATTRIBUTE, route.path());
        route.requireAcceptable(ctx.header("Accept"));
        if (ctx.method().equals(HandlerType.POST)
                && ctx.header("Content-Length") == null
                && ctx.header("Transfer-Encoding") == null) {
            throw new ProblemException(Problem.of(
                    ProblemType.LENGTH_REQUIRED,
                    "a request here has a body: send Content-Length, or send it in chunks"));
        }
        handler.handle(ctx);
    }

    private static Set<String> media(String... produces) {
        return produces.length == 0 ? Set.of(JSON) : Set.copyOf(Arrays.asList(produces));
    }

    /** Everything that was added. */
    List<Route> all() {
        return List.copyOf(routes);
    }

    /** The methods of a path in the form of {@code Allow}; empty when there is no such path. */
    Optional<String> allowed(String path) {
        Set<String> methods = routes.stream()
                .filter(route -> route.matches(path))
                .map(Route::method)
                .collect(Collectors.toCollection(TreeSet::new));
        return methods.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", methods));
    }
}

// SPDX-License-Identifier: Apache-2.0
// A request with the deadline of a context. At the deadline the exchange is given up.
// run: ./go4j run examples/flow/HttpDeadline.java $URL

import io.go4j.context.Context;
import io.go4j.flow.Futures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

void main(String[] args) {
    if (args.length != 1) {
        System.err.println("usage: HttpDeadline.java URL");
        System.exit(2);
    }
    // @start region="http"
    var request = HttpRequest.newBuilder(URI.create(args[0])).build();
    try (var client = HttpClient.newHttpClient();
            var ctx = Context.background().withTimeout(Duration.ofMinutes(1))) {
        var response = Futures.await(ctx, client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        IO.println("status " + response.statusCode());
    }
    // @end
}

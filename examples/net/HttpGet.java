// SPDX-License-Identifier: Apache-2.0
// An HTTP request in a goroutine: plain blocking code there, while main goes on with other things
// and takes the result from a channel when it needs it. Argument: the URL.
// run: ./go4j run examples/net/HttpGet.java $URL

import static io.go4j.Go4j.*;
import static java.net.http.HttpResponse.BodyHandlers.ofString;

import io.go4j.Chan;
import io.go4j.SendChan;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;

void main(String[] args) {
    if (args.length != 1) {
        System.err.println("usage: HttpGet.java URL");
        System.exit(2);
    }
    var url = URI.create(args[0]);
    // @start region="async"
    var result = Chan.<String>make();
    go(() -> get(url, result));

    IO.println("Program continues...");
    // Do other things

    // Then wait for the HTTP response to come back
    IO.println("Done, result is " + result.receive());
    // @end
}

void get(URI url, SendChan<String> out) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
        var response = client.send(HttpRequest.newBuilder(url).build(), ofString());
        out.send(response.body());
    }
}

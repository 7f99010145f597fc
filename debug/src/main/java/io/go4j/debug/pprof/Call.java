// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request and the way back, whoever has read it. */
interface Call {
    String method();

    /** Decoded. */
    String path();

    /** As it was sent. */
    @Nullable String query();

    /** What stands before the names of the profiles in the path; ends with a slash. */
    String folder();

    /** The hosts that the request names; all of them must be allowed. */
    List<String> hosts();

    /** Whether the request has come by the loopback interface. */
    boolean isFromLoopback();

    /** Sets a header of the answer. */
    void header(String name, String value);

    /** The work for this request begins; {@code measures}: it lasts for as long as the client has asked. False if there is too much. */
    boolean begin(boolean measures) throws InterruptedException;

    /** Lets time pass; ends with an exception when it is known that the client has gone. */
    void stay(Duration time) throws IOException, InterruptedException;

    /** Whether the answer has begun. */
    boolean isAnswered();

    /** Sends the answer; without the body if only the head was asked for. */
    void send(int status, byte[] body) throws IOException;

    /** Begins an answer of unknown length that is all right. The stream must be closed if the answer is whole, and only then. */
    OutputStream stream() throws IOException;

    default boolean isHead() {
        return method().equals("HEAD");
    }
}

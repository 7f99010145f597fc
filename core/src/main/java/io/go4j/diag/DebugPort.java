// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.io.IOException;

/** A service ({@link java.util.ServiceLoader}) by which a module lets debuggers connect to this process. */
public interface DebugPort {
    /**
     * Begins to listen for debuggers, until one of them ends that, or the JVM ends.
     *
     * @param address {@code host:port} of the loopback interface; with port 0 a free one
     * @return the address, with the port that was chosen
     * @throws IllegalArgumentException if that is no address of the loopback interface
     * @throws IOException if nobody can listen there
     */
    String listen(String address) throws IOException;
}

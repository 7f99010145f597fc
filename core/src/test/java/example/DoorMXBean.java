// SPDX-License-Identifier: Apache-2.0
package example;

/** What a program offers by JMX. */
public interface DoorMXBean {
    /** Does nothing. */
    void open();
}

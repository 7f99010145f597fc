// SPDX-License-Identifier: Apache-2.0
package example;

/** A bean of a program, which is not in a package of ours. */
public final class Door implements DoorMXBean {
    /** Makes one. */
    public Door() {}

    @Override
    public void open() {}
}

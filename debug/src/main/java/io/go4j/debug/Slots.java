// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

/** How many requests may be worked on at once. Of these only half may measure over a time, so that the others find room. */
public final class Slots {
    /** How many at once. */
    public static final int MAX = 16;

    /** How many of them may measure. */
    public static final int MAX_MEASURING = MAX / 2;

    private int taken;
    private int measuring;

    /** Makes slots that are all free. */
    public Slots() {}

    /**
     * Takes a slot. Who gets one gives it back.
     *
     * @param measures whether this lasts for as long as the client has asked
     * @return false if there is none
     */
    public synchronized boolean take(boolean measures) {
        if (taken >= MAX || (measures && measuring >= MAX_MEASURING)) {
            return false;
        }
        taken++;
        measuring += measures ? 1 : 0;
        return true;
    }

    /**
     * Returns whether it is measurements only that are too many.
     *
     * @return false if there is no slot for anything
     */
    public synchronized boolean isRoomForOthers() {
        return taken < MAX;
    }

    /**
     * Gives a slot back.
     *
     * @param measures as when it was taken
     */
    public synchronized void give(boolean measures) {
        taken--;
        measuring -= measures ? 1 : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

/** How an operation that may wait ended. A value, not an exception: the public classes decide what is a panic. */
public enum Outcome {
    /** It took place: a partner completed it, or nobody was needed. */
    DONE,
    /** The channel is closed: a send does not take place, a second close neither. A receive gives null instead. */
    CLOSED,
    /** It would have to wait, and was not to. */
    NOT_READY,
    /** The deadline passed before a partner came. */
    TIMEOUT,
    /** The thread was interrupted before a partner came; its status is still set. */
    INTERRUPTED,
    /** Close of the nil channel. */
    NIL
}

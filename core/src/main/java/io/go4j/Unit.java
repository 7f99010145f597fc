// SPDX-License-Identifier: Apache-2.0
package io.go4j;

/** The type with one value, for channels that carry only the event ({@code chan struct{}}). */
public enum Unit {
    /** The value. */
    UNIT
}

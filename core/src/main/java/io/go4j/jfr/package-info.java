// SPDX-License-Identifier: Apache-2.0
/**
 * Events for the JDK's flight recorder. (Go: nothing of the kind; its execution trace is another thing.)
 *
 * <p>Nouns: {@link io.go4j.jfr.JfrEvents}, the door of this room, which can be opened where the JDK has no recorder; {@code Recorder},
 * which follows the recorder's state; the events themselves.
 *
 * <p>Life of a recording: the room's listener hears that the recorder is there and initialises the classes of the events, so that the
 * recorder knows them; it hears that a recording runs and becomes the {@code Observer} of {@code sched} and the {@code WaitObserver} of
 * {@code park}; with the last recording it stops being that. Which of the events are enabled is the recorder's affair, at each event.
 *
 * <p>What is not here: where an event happens ({@code sched}, {@code park}). No other room but this one names {@code jdk.jfr}, a module
 * that a small image of the JDK may lack. Decision 0023.
 */
@NullMarked
package io.go4j.jfr;

import org.jspecify.annotations.NullMarked;

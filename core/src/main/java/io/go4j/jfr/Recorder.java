// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import io.go4j.diag.WaitReason;
import io.go4j.park.WaitObserver;
import io.go4j.sched.G;
import io.go4j.sched.Observer;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/** Follows the flight recorder, and tells it of goroutines while a recording runs. */
final class Recorder implements FlightRecorderListener {
    /*
     * At the start of a program only a listener is left with the recorder: half a millisecond. To initialise an event, or the recorder,
     * takes tens, so the events are not touched before somebody starts the recorder.
     *
     * While a recording runs, of whatever events, the observers are there and each asks its event whether it is enabled: a setting may
     * change without anybody being told, and to ask costs a nanosecond.
     *
     * An event is written with its virtual thread pinned, so no goroutine is unmounted while it has a lock of the recorder's. Initialising
     * a class takes locks that may be waited for; that is done here, beforehand, by the thread that starts the recorder, never by sysmon.
     */
    private static final Recorder INSTANCE = new Recorder();

    private boolean initialised;

    private Recorder() {}

    static void install() {
        FlightRecorder.addListener(INSTANCE);
        if (FlightRecorder.isInitialized()) { // by -XX:StartFlightRecording, or by who loaded go4j afterwards
            INSTANCE.initialise();
            INSTANCE.follow();
        }
    }

    static void uninstall() {
        FlightRecorder.removeListener(INSTANCE);
        off();
        if (INSTANCE.initialised) {
            for (Class<? extends Event> type : types()) {
                FlightRecorder.unregister(type);
            }
        }
    }

    private static List<Class<? extends Event>> types() {
        return List.of(GoroutineStartEvent.class, GoroutineEndEvent.class, GoroutineParkEvent.class, HandoffEvent.class, HogEvent.class);
    }

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        initialise();
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        initialise();
        if (recording.getState() == RecordingState.RUNNING) {
            on();
        } else {
            follow();
        }
    }

    /** Makes the events known to the recorder, which then applies to them what its recordings say. */
    private synchronized void initialise() {
        if (!initialised) {
            initialised = true;
            types().forEach(FlightRecorder::register);
        }
    }

    private void follow() {
        if (isAnyRunning()) {
            on();
            return;
        }
        off();
        if (isAnyRunning()) { // started meanwhile, and switched on before we switched off
            on();
        }
    }

    private static boolean isAnyRunning() {
        for (Recording r : FlightRecorder.getFlightRecorder().getRecordings()) {
            if (r.getState() == RecordingState.RUNNING) {
                return true;
            }
        }
        return false;
    }

    private static void on() {
        Observer.set(new Goroutines());
        WaitObserver.set(new Waits());
    }

    private static void off() {
        Observer.set(null);
        WaitObserver.set(null);
    }

    /** What happens in {@code sched}. */
    private static final class Goroutines extends Observer {
        @Override
        protected @Nullable Object goroutineBegins(G g) {
            GoroutineStartEvent start = new GoroutineStartEvent();
            if (start.shouldCommit()) {
                start.tell(g);
                start.commit();
            }
            GoroutineEndEvent end = new GoroutineEndEvent();
            if (!end.isEnabled()) {
                return null;
            }
            end.tell(g);
            end.begin();
            return end;
        }

        @Override
        protected void goroutineEnds(G g, @Nullable Object begun) {
            GoroutineEndEvent end = begun instanceof GoroutineEndEvent b ? b : new GoroutineEndEvent();
            end.end();
            if (end.shouldCommit()) {
                end.startSeen = begun != null;
                if (begun == null) {
                    end.tell(g);
                }
                end.commit();
            }
        }

        @Override
        protected void handedOff(int processor, int number, Thread machine, @Nullable G goroutine, Cause cause) {
            HandoffEvent event = new HandoffEvent();
            if (event.shouldCommit()) {
                event.tell(goroutine);
                event.processor = processor;
                event.machine = number;
                event.machineThread = machine;
                event.cause = cause.toString();
                event.commit();
            }
        }

        @Override
        protected void computes(G goroutine, int number, Thread machine, @Nullable StackTraceElement place, long nanos) {
            HogEvent event = new HogEvent();
            if (event.shouldCommit()) {
                event.tell(goroutine);
                event.machine = number;
                event.machineThread = machine;
                event.place = GoroutineEvent.text(place);
                event.computed = nanos;
                event.commit();
            }
        }
    }

    /** What happens in {@code park}. */
    private static final class Waits extends WaitObserver {
        @Override
        protected @Nullable Object waitBegins() {
            GoroutineParkEvent event = new GoroutineParkEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.begin();
            return event;
        }

        @Override
        protected void waitEnds(G g, WaitReason reason, Object begun) {
            if (begun instanceof GoroutineParkEvent event) {
                event.end();
                if (event.shouldCommit()) {
                    event.tell(g);
                    event.reason = reason.toString();
                    event.commit();
                }
            }
        }
    }
}

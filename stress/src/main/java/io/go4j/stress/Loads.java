// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import io.go4j.GoRuntime;
import java.util.LinkedHashMap;
import java.util.Map;

/** The loads, by name. Their order is part of what a seed means. */
final class Loads {
    private Loads() {}

    static Map<String, Load> all() {
        Map<String, Load> all = new LinkedHashMap<>();
        all.put("chan", ChannelLoads::chan);
        all.put("pingPong", ChannelLoads::pingPong);
        all.put("chain", ChannelLoads::chain);
        all.put("selectMix", SelectLoads::selectMix);
        all.put("selectVsSelect", SelectLoads::selectVsSelect);
        all.put("close", ChannelLoads::close);
        all.put("closeVsSend", ChannelLoads::closeVsSend);
        all.put("nonBlocking", ChannelLoads::nonBlocking);
        all.put("timeouts", ChannelLoads::timeouts);
        all.put("interrupts", SyncLoads::interrupts);
        all.put("timers", TimeLoads::timers);
        all.put("sleepers", TimeLoads::sleepers);
        all.put("spawnTree", GoroutineLoads::spawnTree);
        all.put("spawnStorm", GoroutineLoads::spawnStorm);
        all.put("gosched", GoroutineLoads::gosched);
        all.put("waitGroup", SyncLoads::waitGroup);
        all.put("mutex", SyncLoads::mutex);
        all.put("hog", GoroutineLoads::hog);
        all.put("pokes", GoroutineLoads::pokes);
        all.put("jdkWaits", JdkLoads::jdkWaits);
        all.put("jdkThreads", JdkLoads::jdkThreads);
        if (GoRuntime.isFullMode()) { // the JDK's scheduler makes no such promise
            all.put("starve", GoroutineLoads::starve);
            all.put("blocked", Blocking::blocked);
            all.put("locked", Blocking::locked);
        }
        return all;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import io.go4j.conformance.leakprofile.LeakCase;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be reported of which program. Where Go allows a leak that it does not insist on, because it is a matter of timing, there is a
 * question mark; of some of these the leak is certain all the same, and then their number stands there.
 */
public final class Goker {
    /** How many copies of itself a program starts where Go has 1000 to 3000. */
    static final int MANY = 300;

    /** How many where Go has 10000. */
    static final int VERY_MANY = 1000;

    private Goker() {}

    /** Returns all of them. */
    public static List<LeakCase> cases() {
        return Stream.of(cockroach(), etcdToIstio(), kubernetes(), mobyToSyncthing()).flatMap(List::stream).toList();
    }

    private static List<LeakCase> cockroach() {
        return List.of(
                LeakCase.of("Cockroach584", Cockroach584::run, "Cockroach584.func2 [sync.Mutex.Lock] x1"),
                LeakCase.of("Cockroach1055", Cockroach1055::run,
                        "Cockroach1055.func2 [chan receive] ?",
                        "Cockroach1055.func2.2 [sync.WaitGroup.Wait] ?",
                        "Cockroach1055.func2.1 [chan receive] ?",
                        "Cockroach1055.func2.1 [sync.Mutex.Lock] ?"),
                LeakCase.of("Cockroach1462", Cockroach1462::run,
                        "Stopper.RunWorker.func1 [chan send] ?",
                        "Cockroach1462.func2 [sync.WaitGroup.Wait] ?"),
                LeakCase.alive("Cockroach2448", Cockroach2448::run, 0, "Store.processRaft [select] ?", "State.start [select] ?"),
                LeakCase.of("Cockroach3710", Cockroach3710::run,
                        "Store.forceRaftLogScanAndProcess [sync.RWMutex.RLock] ?",
                        "Store.processRaft.func1 [sync.RWMutex.Lock] ?"),
                LeakCase.of("Cockroach6181", Cockroach6181::run,
                        "Cockroach6181.testRangeCacheCoalescedRequests [sync.WaitGroup.Wait] ?",
                        "testRangeCacheCoalescedRequests.func1.1 [sync.Mutex.Lock] ?",
                        "testRangeCacheCoalescedRequests.func1.1 [sync.RWMutex.Lock] ?",
                        "testRangeCacheCoalescedRequests.func1.1 [sync.RWMutex.RLock] ?"),
                LeakCase.of("Cockroach7504", Cockroach7504::run,
                        "Cockroach7504.func2.1 [sync.Mutex.Lock]",
                        "Cockroach7504.func2.2 [sync.Mutex.Lock]"),
                LeakCase.of("Cockroach9935", Cockroach9935::run, "Logging.outputLogEntry [sync.Mutex.Lock] ?"),
                LeakCase.of("Cockroach10214", Cockroach10214::run,
                        "Store.sendQueuedHeartbeats [sync.Mutex.Lock] ?",
                        "Replica.tick [sync.Mutex.Lock] ?"),
                LeakCase.of("Cockroach10790", Cockroach10790::run, "Replica.beginCmds.func1 [chan receive] ?"),
                LeakCase.of("Cockroach13197", Cockroach13197::run, "Tx.awaitDone [chan receive] x1"),
                LeakCase.of("Cockroach13755", Cockroach13755::run, "Rows.awaitDone [chan receive] x1"),
                LeakCase.of("Cockroach16167", Cockroach16167::run,
                        "Cockroach16167.func2 [sync.RWMutex.RLock] ?",
                        "Executor.start [sync.RWMutex.Lock] ?"),
                LeakCase.of("Cockroach18101", Cockroach18101::run, "restore.func1 [chan send] ?"),
                LeakCase.of("Cockroach24808", Cockroach24808::run, "Cockroach24808.func2 [chan send] x1"),
                LeakCase.of("Cockroach25456", Cockroach25456::run, "Cockroach25456.func2 [chan receive] x1"),
                LeakCase.of("Cockroach35073", Cockroach35073::run,
                        "Cockroach35073.func2.1 [chan send] x1",
                        "Cockroach35073.func2 [chan send] x1"),
                LeakCase.of("Cockroach35931", Cockroach35931::run, "Cockroach35931.func2 [chan send] x1"));
    }

    private static List<LeakCase> etcdToIstio() {
        return List.of(
                LeakCase.of("Etcd5509", Etcd5509::run, "Etcd5509.func2 [sync.RWMutex.Lock] x1"),
                LeakCase.of("Etcd6708", Etcd6708::run, "Etcd6708.func2 [sync.RWMutex.RLock] x1"),
                LeakCase.of("Etcd6857", Etcd6857::run, "Node.status [chan send] ?"),
                LeakCase.of("Etcd6873", Etcd6873::run,
                        "WatchBroadcasts.stop [chan receive] ?",
                        "newWatchBroadcasts.func1 [sync.Mutex.Lock] ?"),
                LeakCase.of("Etcd7492", Etcd7492::run,
                        "Etcd7492.func2 [sync.WaitGroup.Wait] ?",
                        "Etcd7492.func2.1 [chan send] ?",
                        "SimpleTokenTTLKeeper.run [sync.Mutex.Lock] ?"),
                LeakCase.of("Etcd7902", Etcd7902::run,
                        "doRounds.func1 [chan receive] ?",
                        "doRounds.func1 [sync.Mutex.Lock] ?",
                        "Etcd7902.runElectionFunc [sync.WaitGroup.Wait] ?"),
                LeakCase.of("Etcd10492", Etcd10492::run, "Etcd10492.func2 [sync.Mutex.Lock] x1"),
                LeakCase.of("Grpc660", Grpc660::run, "benchmarkClient.doCloseLoopUnary.func1 [chan send] x1"),
                LeakCase.of("Grpc795", Grpc795::run,
                        "Server.serve [sync.Mutex.Lock] ?",
                        "Grpc795.testServerGracefulStopIdempotent [sync.Mutex.Lock] x100"),
                LeakCase.of("Grpc862", Grpc862::run, "DialContext.func2 [chan receive] x1"),
                LeakCase.of("Grpc1275", Grpc1275::run, "testInflightStreamClosing.func1 [chan receive] x1"),
                LeakCase.of("Grpc1424", Grpc1424::run, "DialContext.func1 [chan receive] x1"),
                LeakCase.of("Grpc1460", Grpc1460::run,
                        "Http2Client.keepalive [chan receive] ?",
                        "Http2Client.newStream [sync.Mutex.Lock] ?"),
                LeakCase.of("Grpc3017", Grpc3017::run,
                        "Grpc3017.func2 [chan receive] ?",
                        "Grpc3017.func2.1 [sync.Mutex.Lock] ?",
                        "Entry.expire [sync.Mutex.Lock] ?"),
                LeakCase.of("Hugo3251", Hugo3251::run,
                        "Hugo3251.func2 [sync.WaitGroup.Wait] ?",
                        "Hugo3251.func2.1 [sync.Mutex.Lock] ?",
                        "Hugo3251.func2.1 [sync.RWMutex.RLock] ?"),
                LeakCase.of("Hugo5379", Hugo5379::run,
                        "Page.initContent.func1.1 [sync.Mutex.Lock] ?",
                        "Site.pageRenderer [sync.Mutex.Lock] ?",
                        "Hugo5379.func2 [sync.WaitGroup.Wait] ?"),
                LeakCase.of("Istio16224", Istio16224::run,
                        "Istio16224.func2 [sync.Mutex.Lock] ?",
                        "controller.Run [chan send] ?",
                        "controller.Run [chan receive] ?"),
                LeakCase.of("Istio17860", Istio17860::run, "agent.runWait [chan send] ?"),
                LeakCase.of("Istio18454", Istio18454::run, "Worker.Start.func1 [chan receive] ?", "Worker.Start.func1 [chan send] ?"));
    }

    private static List<LeakCase> kubernetes() {
        return List.of(
                LeakCase.of("Kubernetes1321", Kubernetes1321::run,
                        "Mux.loop [chan send] ?",
                        "Kubernetes1321.testMuxWatcherClose [sync.Mutex.Lock] ?"),
                LeakCase.of("Kubernetes5316", Kubernetes5316::run, "finishRequest.func1 [chan send] x1"),
                LeakCase.of("Kubernetes6632", Kubernetes6632::run,
                        "IdleAwareFramer.monitor [sync.Mutex.Lock] ?",
                        "IdleAwareFramer.writeFrame [chan send] ?"),
                LeakCase.of("Kubernetes10182", Kubernetes10182::run,
                        "statusManager.Start.func1 [sync.Mutex.Lock] ?",
                        "StatusManager.setPodStatus [chan send] ?"),
                LeakCase.of("Kubernetes11298", Kubernetes11298::run,
                        "After.func1 [chan receive] ?",
                        "After.func1 [sync.Cond.Wait] ?",
                        "Kubernetes11298.func2 [chan receive] ?"),
                LeakCase.of("Kubernetes13135", Kubernetes13135::run, "Util [sync.Mutex.Lock] ?", "WatchCache.Add [sync.Mutex.Lock] ?"),
                LeakCase.of("Kubernetes25331", Kubernetes25331::run, "WatchChan.run [chan send] x1"),
                LeakCase.of("Kubernetes26980", Kubernetes26980::run,
                        "Kubernetes26980.func2 [chan receive] ?",
                        "Kubernetes26980.func2.1 [sync.Mutex.Lock] ?",
                        "processorListener.pop [chan receive] ?"),
                LeakCase.of("Kubernetes30872", Kubernetes30872::run,
                        "DelayingDeliverer.StartWithHandler.func1 [sync.Mutex.Lock] ?",
                        "Controller.Run [sync.Mutex.Lock] ?",
                        "NamespaceController.Run.func1 [sync.Mutex.Lock] ?"),
                LeakCase.of("Kubernetes38669", Kubernetes38669::run, "cacheWatcher.process [chan send] x1"),
                LeakCase.of("Kubernetes58107", Kubernetes58107::run,
                        "ResourceQuotaController.worker [sync.Cond.Wait] ?",
                        "ResourceQuotaController.worker [sync.RWMutex.RLock] ?",
                        "ResourceQuotaController.sync [sync.RWMutex.Lock] ?"),
                LeakCase.of("Kubernetes62464", Kubernetes62464::run,
                        "manager.reconcileState [sync.RWMutex.RLock] ?",
                        "staticPolicy.RemoveContainer [sync.Mutex.Lock] ?",
                        "staticPolicy.RemoveContainer [sync.RWMutex.Lock] ?"),
                LeakCase.of("Kubernetes70277", Kubernetes70277::run, "Kubernetes70277.func2 [chan receive] x100"));
    }

    private static List<LeakCase> mobyToSyncthing() {
        return List.of(
                LeakCase.of("Moby4951", Moby4951::run, "DeviceSet.DeleteDevice [sync.Mutex.Lock] ?"),
                LeakCase.of("Moby7559", Moby7559::run, "UdpProxy.run [sync.Mutex.Lock] x20"),
                LeakCase.of("Moby17176", Moby17176::run, "testDevmapperLockReleasedDeviceDeletion.func1 [sync.Mutex.Lock] x100"),
                LeakCase.of("Moby21233", Moby21233::run,
                        "Transfer.Watch.func1 [chan send] ?",
                        "Transfer.Watch.func1 [select] ?",
                        "Moby21233.testTransfer [chan receive] ?"),
                LeakCase.of("Moby25348", Moby25348::run, "Manager.init [sync.WaitGroup.Wait] x1"),
                LeakCase.of("Moby27782", Moby27782::run, "JSONFileLogger.readLogs [sync.Cond.Wait] ?", "Watcher.readEvents [select] ?"),
                LeakCase.of("Moby28462", Moby28462::run, "monitor [sync.Mutex.Lock] ?", "Daemon.StateChanged [chan send] ?"),
                LeakCase.of("Moby30408", Moby30408::run, "Moby30408.func2 [chan receive] x1", "testActive.func1 [sync.Cond.Wait] x1"),
                LeakCase.of("Moby33781", Moby33781::run, "monitor.func1 [chan send] ?"),
                LeakCase.of("Moby36114", Moby36114::run, "ServiceVM.hotAddVHDsAtStart [sync.Mutex.Lock] x100"),
                LeakCase.of("Serving2137", Serving2137::run,
                        "Breaker.concurrentRequest.func1 [chan send] ?",
                        "Breaker.concurrentRequest.func1 [sync.Mutex.Lock] ?",
                        "Serving2137.func2 [chan receive] ?"),
                LeakCase.of("Syncthing4829", Syncthing4829::run, "Syncthing4829.func2 [sync.RWMutex.RLock] x1"),
                LeakCase.of("Syncthing5795", Syncthing5795::run,
                        "RawConnection.dispatcherLoop [chan receive] x1",
                        "Syncthing5795.func2 [chan receive] x1"));
    }
}

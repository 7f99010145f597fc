// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"syscall"
	"testing"
)

// perOp runs the workload as often as the benchmark time allows and reports the time of one of its operations, as JMH's
// @OperationsPerInvocation does, and the processor time, as the profiler CpuTime does.
func perOp(b *testing.B, operations int, workload func()) {
	before := cpuNanos()
	for b.Loop() {
		workload()
	}
	total := float64(b.N) * float64(operations)
	b.ReportMetric(float64(cpuNanos()-before)/total, "cpu-ns/op")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/total, "ns/op")
}

func cpuNanos() int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return used.Utime.Nano() + used.Stime.Nano()
}

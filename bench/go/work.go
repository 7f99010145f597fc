// SPDX-License-Identifier: Apache-2.0

// Package bench holds the Go twins of the benchmarks in bench/src: same names, same workloads, same number of operations per invocation.
package bench

import (
	"fmt"
	"runtime"
	"sync"
)

// Parallel starts one goroutine per processor, shares the operations evenly, and waits for all. Not b.RunParallel, which would
// add its own counting.
func Parallel(operations int, part func(n int)) {
	procs := runtime.GOMAXPROCS(0)
	var over sync.WaitGroup
	for i := 0; i < procs; i++ {
		mine := operations / procs
		if i < operations%procs {
			mine++
		}
		over.Add(1)
		go func() {
			part(mine)
			over.Done()
		}()
	}
	over.Wait()
}

// Expect panics unless the workload did what it is for.
func Expect(want, got int) {
	if want != got {
		panic(fmt.Sprintf("bench: want %d, got %d", want, got))
	}
}

// Work is work that no compiler can skip: a chain of shifts, each needing the one before. It returns a number to be passed on.
func Work(rounds int, seed uint32) uint32 {
	x := seed
	for i := 0; i < rounds; i++ {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
	}
	return x
}

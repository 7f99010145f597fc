// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
)

func main() {
	count := 1_000_000
	if len(os.Args) > 1 {
		count, _ = strconv.Atoi(os.Args[1])
	}
	release := make(chan struct{})
	var started sync.WaitGroup
	started.Add(count)

	before := usedMemory()
	for range count {
		go func() {
			started.Done()
			<-release
		}()
	}
	started.Wait()
	each := (usedMemory() - before) / uint64(count)

	fmt.Println(runtime.NumGoroutine()-1, "goroutines parked")
	fmt.Println("memory per goroutine:", each, "bytes")
	fmt.Println("at most 4 KB:", each <= 4096)

	close(release)
}

func usedMemory() uint64 { // stacks are not on Go's heap, but they count
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// SPDX-License-Identifier: Apache-2.0

// Millionparked is the twin of io.go4j.bench.footprint.MillionParked: bytes per parked goroutine, of heap and
// stacks in use and of resident memory.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"
)

func main() {
	n := 1_000_000
	if len(os.Args) > 1 {
		n, _ = strconv.Atoi(os.Args[1])
	}
	warm := make(chan int)
	park(1000, warm)
	release(1000, warm)
	time.Sleep(100 * time.Millisecond)
	inUse, rss := memory(), residentBytes()

	never := make(chan int)
	park(n, never)
	fmt.Printf("heap %.1f\n", float64(memory()-inUse)/float64(n))
	fmt.Printf("rss %.1f\n", float64(residentBytes()-rss)/float64(n))
	release(n, never)
}

func park(n int, ch chan int) {
	var started sync.WaitGroup
	started.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			started.Done()
			<-ch
		}()
	}
	started.Wait()
	time.Sleep(500 * time.Millisecond)
}

// release ends them all, and so shows that each was there, and waited.
func release(n int, ch chan int) {
	for i := 0; i < n; i++ {
		select {
		case ch <- 1:
		default:
			panic(fmt.Sprintf("bench: only %d goroutines wait", i))
		}
	}
}

// memory is what goroutines live in: the heap and the stacks.
func memory() int64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

func residentBytes() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	_, rest, _ := bytes.Cut(status, []byte("VmRSS:"))
	kb, _, _ := bytes.Cut(rest, []byte(" kB"))
	size, err := strconv.ParseInt(string(bytes.TrimSpace(kb)), 10, 64)
	if err != nil {
		panic(err)
	}
	return size * 1024
}

// SPDX-License-Identifier: Apache-2.0
// A goroutine with a thread of its own, for native code that keeps something for each thread.
// run: go run examples/goroutines/LockOSThread.go
package main

import (
	"fmt"
	"os"
	"runtime"
)

// thread tells the calling thread from others (Linux).
func thread() string {
	name, err := os.Readlink("/proc/thread-self")
	if err != nil {
		panic(err)
	}
	return name
}

func main() {
	runtime.LockOSThread() // from here to UnlockOSThread: this thread, and nobody else on it
	defer runtime.UnlockOSThread()

	mine := thread()
	moved, visitors := 0, 0
	seen := make(chan string)
	for range 100 {
		go func() { seen <- thread() }()
		if <-seen == mine { // main waits here; the other one runs on another thread
			visitors++
		}
		if thread() != mine {
			moved++
		}
	}
	fmt.Println("main moved", moved, "times")
	fmt.Println("others ran on its thread", visitors, "times")
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func main() {
	fmt.Println("CPUs:", runtime.NumCPU())

	fmt.Println("at the start:", runtime.NumGoroutine())

	stop := make(chan struct{})
	for range 10 {
		go func() { <-stop }()
	}
	fmt.Println("ten more:", runtime.NumGoroutine())

	close(stop)
	for runtime.NumGoroutine() > 1 {
		runtime.Gosched()
	}
	fmt.Println("at the end:", runtime.NumGoroutine())
}

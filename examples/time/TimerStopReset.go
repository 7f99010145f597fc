// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

func main() {
	timer := time.NewTimer(time.Hour)
	fmt.Println("stopped in time:", timer.Stop())
	fmt.Println("stopped again:", timer.Stop())

	timer.Reset(10 * time.Millisecond)
	<-timer.C
	fmt.Println("fired")

	timer.Reset(0)
	time.Sleep(time.Millisecond)
	fmt.Println("withdrawn:", timer.Stop())
	select {
	case <-timer.C:
		fmt.Println("stale value: true")
	default:
		fmt.Println("stale value: false")
	}

	result := make(chan string)
	time.AfterFunc(10*time.Millisecond, func() { result <- "in a goroutine of its own" })
	fmt.Println(<-result)
}

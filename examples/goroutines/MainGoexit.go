// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func main() {
	mainIsGone := make(chan struct{})
	go func() {
		<-mainIsGone
		fmt.Println("the other goroutine goes on, and ends")
	}()

	defer close(mainIsGone)
	defer fmt.Println("main is leaving")
	runtime.Goexit()
}

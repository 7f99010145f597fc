// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func main() {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer fmt.Println("deferred, runs all the same")
		search()
		fmt.Println("never printed")
	}()
	<-ended
	fmt.Println("main goes on")
}

func search() {
	defer fmt.Println("finally, too")
	fmt.Println("found it, no need to go on")
	runtime.Goexit()
}

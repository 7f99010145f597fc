// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var once sync.Once
	var ready atomic.Int32
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			once.Do(func() { fmt.Println("set up") })
			ready.Add(1)
		})
	}
	all.Wait()
	fmt.Println(ready.Load(), "are ready")
}

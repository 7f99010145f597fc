// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

func main() {
	var turn atomic.Int32
	var all sync.WaitGroup

	for id := range int32(3) {
		all.Go(func() {
			for round := 1; round <= 3; round++ {
				for turn.Load()%3 != id {
					runtime.Gosched()
				}
				fmt.Printf("round %d: %d\n", round, id)
				turn.Add(1)
			}
		})
	}
	all.Wait()
}

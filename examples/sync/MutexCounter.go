// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

var (
	counts = map[string]int{}
	mutex  sync.Mutex
)

func main() {
	var all sync.WaitGroup
	for _, name := range []string{"a", "b", "a"} {
		all.Go(func() {
			for range 1000 {
				increment(name)
			}
		})
	}
	all.Wait()
	fmt.Printf("a: %d, b: %d\n", counts["a"], counts["b"])
}

func increment(name string) {
	mutex.Lock()
	defer mutex.Unlock()
	counts[name]++
}

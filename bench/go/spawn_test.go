// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"fmt"
	"sync"
	"testing"
)

func BenchmarkSpawnFanOut(b *testing.B) {
	const spawns = 200_000
	for _, n := range []int{100, 1000, 100_000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			perOp(b, spawns, func() {
				var over sync.WaitGroup
				for i := 0; i < spawns; i += n {
					over.Add(n)
					for k := 0; k < n; k++ {
						go over.Done()
					}
					over.Wait()
				}
			})
		})
	}
}

func BenchmarkSpawnWait(b *testing.B) {
	const spawns = 100_000
	perOp(b, spawns, func() {
		var over sync.WaitGroup
		for i := 0; i < spawns; i++ {
			over.Add(1)
			go over.Done()
			over.Wait()
		}
	})
}

func BenchmarkCreateGoroutines(b *testing.B) {
	const spawns = 100_000
	perOp(b, spawns, func() {
		over := make(chan bool)
		var next func(n int)
		next = func(n int) {
			if n == 0 {
				over <- true
				return
			}
			go next(n - 1)
		}
		go next(spawns - 1)
		<-over
	})
}

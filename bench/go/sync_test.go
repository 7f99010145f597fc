// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"sync"
	"testing"
)

func BenchmarkMutexUncontended(b *testing.B) {
	const locks = 2_000_000
	perOp(b, locks, func() {
		Parallel(locks, func(n int) {
			mutex := new(sync.Mutex)
			count := new([32]int)
			for i := 0; i < n; i++ {
				mutex.Lock()
				count[16]++
				mutex.Unlock()
			}
			Expect(n, count[16])
		})
	})
}

func BenchmarkMutexContended(b *testing.B) {
	const goroutines, locks = 8, 400_000
	perOp(b, locks, func() {
		var mutex sync.Mutex
		count := 0
		var over sync.WaitGroup
		for g := 0; g < goroutines; g++ {
			over.Go(func() {
				for i := 0; i < locks/goroutines; i++ {
					mutex.Lock()
					count++
					mutex.Unlock()
				}
			})
		}
		over.Wait()
		Expect(locks, count)
	})
}

// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"sync"
	"testing"
)

func BenchmarkMutexUncontended(b *testing.B) {
	const locks = 10_000_000
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

func BenchmarkRWMutexReadMostly(b *testing.B) {
	const locks, writeEvery = 2_000_000, 1000
	perOp(b, locks, func() {
		var mutex sync.RWMutex
		written, expected := 0, 0
		Parallel(locks, func(n int) {
			seen := 0
			for i := 1; i <= n; i++ {
				if i%writeEvery == 0 {
					mutex.Lock()
					written++
					mutex.Unlock()
				} else {
					mutex.RLock()
					seen = max(seen, written)
					mutex.RUnlock()
				}
			}
			mutex.Lock()
			expected += n / writeEvery
			mutex.Unlock()
			if seen > locks/writeEvery {
				panic("bench: more seen than written")
			}
		})
		Expect(expected, written)
	})
}

func BenchmarkWaitGroupRounds(b *testing.B) {
	const pairs = 1_000_000
	perOp(b, pairs, func() {
		shared := new(sync.WaitGroup)
		shared.Add(1)
		Parallel(pairs, func(n int) {
			for i := 0; i < n/2; i++ {
				shared.Add(1)
				shared.Done()
			}
			waited := 0
			for i := n / 2; i < n; i++ {
				own := new(sync.WaitGroup)
				own.Add(1)
				own.Done()
				own.Wait()
				waited++
			}
			Expect(n-n/2, waited)
		})
		shared.Done()
		shared.Wait()
	})
}

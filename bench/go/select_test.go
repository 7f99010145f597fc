// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

func BenchmarkSelectRx(b *testing.B) {
	const elements = 100_000
	send := func(ch chan int) {
		for i := 0; i < elements/2; i++ {
			ch <- 1
		}
	}
	perOp(b, elements, func() {
		a1, a2 := make(chan int), make(chan int)
		go send(a1)
		go send(a2)
		sum1, sum2 := 0, 0
		for i := 0; i < elements; i++ {
			select {
			case v := <-a1:
				sum1 += v
			case v := <-a2:
				sum2 += v
			}
		}
		Expect(elements/2, sum1)
		Expect(elements/2, sum2)
	})
}

func BenchmarkSelectUncontended(b *testing.B) {
	const selects = 500_000
	perOp(b, selects, func() {
		Parallel(selects, func(n int) {
			c1, c2 := make(chan int, 1), make(chan int, 1)
			c1 <- 0
			for i := 0; i < n; i++ {
				select {
				case <-c1:
					c2 <- 0
				case <-c2:
					c1 <- 0
				}
			}
			Expect(1, len(c1)+len(c2))
		})
	})
}

func BenchmarkSelectProdCons(b *testing.B) {
	const callsPerSched, elements, work = 1000, 100_000, 32
	perOp(b, elements, func() {
		procs := runtime.GOMAXPROCS(0)
		left := int32(elements / callsPerSched)
		over := make(chan int, 2*procs)
		ch := make(chan int, 128)
		stop := make(chan bool)
		for p := 0; p < procs; p++ {
			go func() {
				foo := uint32(1)
				timer := time.After(time.Hour)
				for atomic.AddInt32(&left, -1) >= 0 {
					for g := 0; g < callsPerSched; g++ {
						foo = Work(work, foo)
						select {
						case ch <- 1:
						case <-timer:
						case <-stop:
						}
					}
				}
				ch <- 0
				if foo != 0 {
					over <- 0
				}
			}()
			go func() {
				foo, n, got := uint32(1), 0, 0
				timer := time.After(time.Hour)
				for {
					select {
					case v := <-ch:
						got = v
					case <-timer:
					case <-stop:
					}
					if got == 0 {
						break
					}
					n++
					foo = Work(work, foo)
				}
				if foo != 0 {
					over <- n
				}
			}()
		}
		arrived := 0
		for p := 0; p < 2*procs; p++ {
			arrived += <-over
		}
		Expect(elements, arrived)
	})
}

func BenchmarkSelectNonblock(b *testing.B) {
	const rounds = 1_000_000
	perOp(b, rounds, func() {
		c1, c2 := make(chan int), make(chan int)
		c3, c4 := make(chan int, 1), make(chan int, 1)
		Parallel(rounds, func(n int) {
			done := 0
			for i := 0; i < n; i++ {
				select {
				case <-c1:
					done++
				default:
				}
				select {
				case c2 <- 0:
					done++
				default:
				}
				select {
				case <-c3:
					done++
				default:
				}
				select {
				case c4 <- 0:
				default:
				}
			}
			Expect(0, done)
		})
		Expect(1, len(c4))
	})
}

func BenchmarkSelectSyncContended(b *testing.B) {
	const elements = 50_000
	perOp(b, elements, func() {
		c1, c2, c3, stop := make(chan int), make(chan int), make(chan int), make(chan int)
		Parallel(elements, func(n int) {
			go func() {
				for {
					select {
					case c1 <- 1:
					case c2 <- 1:
					case c3 <- 1:
					case <-stop:
						return
					}
				}
			}()
			sum := 0
			for i := 0; i < n; i++ {
				select {
				case v := <-c1:
					sum += v
				case v := <-c2:
					sum += v
				case v := <-c3:
					sum += v
				}
			}
			Expect(n, sum)
		})
		close(stop)
	})
}

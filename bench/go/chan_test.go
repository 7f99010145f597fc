// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

func BenchmarkPingPong(b *testing.B) {
	const roundTrips = 100_000
	perOp(b, roundTrips, func() {
		ping, pong := make(chan int), make(chan int)
		go func() {
			for i := 0; i < roundTrips; i++ {
				pong <- <-ping
			}
		}()
		sum := 0
		for i := 0; i < roundTrips; i++ {
			ping <- 1
			sum += <-pong
		}
		Expect(roundTrips, sum)
	})
}

func BenchmarkChanSpsc(b *testing.B) {
	const elements = 200_000
	for _, capacity := range []int{0, 1, 16, 100} {
		b.Run(fmt.Sprintf("cap=%d", capacity), func(b *testing.B) {
			perOp(b, elements, func() {
				ch := make(chan int, capacity)
				go func() {
					for i := 0; i < elements; i++ {
						ch <- 1
					}
				}()
				sum := 0
				for i := 0; i < elements; i++ {
					sum += <-ch
				}
				Expect(elements, sum)
			})
		})
	}
}

func BenchmarkChanSeq(b *testing.B) {
	const pairs = 1_000_000
	perOp(b, pairs, func() {
		ch := make(chan int, 128)
		sum := 0
		for i := 0; i < pairs; i++ {
			ch <- 1
			sum += <-ch
		}
		Expect(pairs, sum)
	})
}

func BenchmarkDaisyChain(b *testing.B) {
	const length, values = 1000, 200
	perOp(b, length*values, func() {
		first := make(chan int)
		last := first
		for i := 0; i < length; i++ {
			in, out := last, make(chan int)
			go func() {
				for v := 0; v < values; v++ {
					out <- <-in
				}
			}()
			last = out
		}
		sum := 0
		for v := 0; v < values; v++ {
			first <- 1
			sum += <-last
		}
		Expect(values, sum)
	})
}

func BenchmarkDaisyChainBuild(b *testing.B) {
	const length, chains = 1000, 50
	perOp(b, length*chains, func() {
		sum := 0
		for c := 0; c < chains; c++ {
			leftmost := make(chan int)
			right := leftmost
			for i := 0; i < length; i++ {
				left, next := right, make(chan int)
				go func() { left <- 1 + <-next }()
				right = next
			}
			go func() { right <- 1 }()
			sum += <-leftmost
		}
		Expect((length+1)*chains, sum)
	})
}

func BenchmarkParallel(b *testing.B) {
	const pairs, values = 10_000, 200
	for _, capacity := range []int{0, 16, 100} {
		b.Run(fmt.Sprintf("cap=%d", capacity), func(b *testing.B) {
			perOp(b, pairs*values, func() {
				var over sync.WaitGroup
				over.Add(pairs)
				for p := 0; p < pairs; p++ {
					ch := make(chan int, capacity)
					go func() {
						for i := 0; i < values; i++ {
							ch <- 1
						}
					}()
					go func() {
						sum := 0
						for i := 0; i < values; i++ {
							sum += <-ch
						}
						Expect(values, sum)
						over.Done()
					}()
				}
				over.Wait()
			})
		})
	}
}

func BenchmarkChained(b *testing.B) {
	const channels, values = 10_000, 100
	for _, capacity := range []int{0, 16, 100} {
		b.Run(fmt.Sprintf("cap=%d", capacity), func(b *testing.B) {
			perOp(b, channels*values, func() {
				first := make(chan int, capacity)
				go func() {
					for v := 0; v < values; v++ {
						first <- 1
					}
				}()
				last := first
				for i := 1; i < channels; i++ {
					in, out := last, make(chan int, capacity)
					go func() {
						for v := 0; v < values; v++ {
							out <- <-in
						}
					}()
					last = out
				}
				sum := 0
				for v := 0; v < values; v++ {
					sum += <-last
				}
				Expect(values, sum)
			})
		})
	}
}

func BenchmarkChanSync(b *testing.B) {
	const callsPerSched, procs, calls = 1000, 2, 100_000
	perOp(b, calls, func() {
		left := int32(calls / callsPerSched)
		over := make(chan int, procs)
		ch := make(chan int)
		for p := 0; p < procs; p++ {
			go func() {
				sum := 0
				for i := atomic.AddInt32(&left, -1); i >= 0; i = atomic.AddInt32(&left, -1) {
					for g := 0; g < callsPerSched; g++ {
						if i%2 == 0 {
							sum += <-ch
							ch <- 1
						} else {
							ch <- 1
							sum += <-ch
						}
					}
				}
				over <- sum
			}()
		}
		sum := 0
		for p := 0; p < procs; p++ {
			sum += <-over
		}
		Expect(calls, sum)
	})
}

func BenchmarkChanProdCons(b *testing.B) {
	const callsPerSched, elements = 1000, 200_000
	for _, capacity := range []int{0, 10, 100} {
		b.Run(fmt.Sprintf("cap=%d", capacity), func(b *testing.B) {
			perOp(b, elements, func() {
				procs := runtime.GOMAXPROCS(0)
				left := int32(elements / callsPerSched)
				over := make(chan int, 2*procs)
				ch := make(chan int, capacity)
				for p := 0; p < procs; p++ {
					go func() {
						for atomic.AddInt32(&left, -1) >= 0 {
							for g := 0; g < callsPerSched; g++ {
								ch <- 1
							}
						}
						ch <- 0
						over <- 0
					}()
					go func() {
						n := 0
						for <-ch != 0 {
							n++
						}
						over <- n
					}()
				}
				arrived := 0
				for p := 0; p < 2*procs; p++ {
					arrived += <-over
				}
				Expect(elements, arrived)
			})
		})
	}
}

func BenchmarkChanUncontended(b *testing.B) {
	const capacity, bursts = 100, 20_000
	perOp(b, bursts*capacity, func() {
		Parallel(bursts, func(n int) {
			ch := make(chan int, capacity)
			sum := 0
			for j := 0; j < n; j++ {
				for i := 0; i < capacity; i++ {
					ch <- 1
				}
				for i := 0; i < capacity; i++ {
					sum += <-ch
				}
			}
			Expect(n*capacity, sum)
		})
	})
}

func BenchmarkChanContended(b *testing.B) {
	const capacity, bursts = 100, 5000
	perOp(b, bursts*capacity, func() {
		ch := make(chan int, capacity*runtime.GOMAXPROCS(0))
		Parallel(bursts, func(n int) {
			sum := 0
			for j := 0; j < n; j++ {
				for i := 0; i < capacity; i++ {
					ch <- 1
				}
				for i := 0; i < capacity; i++ {
					sum += <-ch
				}
			}
			Expect(n*capacity, sum)
		})
	})
}

var lastMade [1024]chan int

func BenchmarkChanCreation(b *testing.B) {
	const channels = 300_000
	perOp(b, channels, func() {
		var next atomic.Int32
		Parallel(channels, func(n int) {
			mine := int(next.Add(64)) % len(lastMade)
			sum := 0
			for i := 0; i < n; i++ {
				ch := make(chan int, 1)
				lastMade[mine] = ch
				ch <- 1
				sum += <-ch
			}
			Expect(n, sum)
		})
	})
}

func BenchmarkChanNonblocking(b *testing.B) {
	const looks = 5_000_000
	perOp(b, looks, func() {
		ch := make(chan int)
		Parallel(looks, func(n int) {
			empty := 0
			for i := 0; i < n; i++ {
				select {
				case <-ch:
				default:
					empty++
				}
			}
			Expect(n, empty)
		})
	})
}

func BenchmarkChanPopular(b *testing.B) {
	const goroutines, rounds = 1000, 50
	perOp(b, goroutines*rounds, func() {
		popular := make(chan bool)
		var own []chan bool
		var over sync.WaitGroup
		over.Add(goroutines)
		for j := 0; j < goroutines; j++ {
			d := make(chan bool)
			own = append(own, d)
			go func() {
				gotPopular, gotOwn := 0, 0
				for i := 0; i < rounds; i++ {
					select {
					case <-popular:
						gotPopular++
					case <-d:
						gotOwn++
					}
				}
				Expect(rounds, gotOwn)
				over.Done()
			}()
		}
		for i := 0; i < rounds; i++ {
			for _, d := range own {
				d <- true
			}
		}
		over.Wait()
	})
}

func BenchmarkPingPongHog(b *testing.B) {
	const roundTrips = 200_000
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	perOp(b, roundTrips, func() {
		stop, over := make(chan int), make(chan int)
		ping, pong := make(chan int), make(chan int)
		go func() {
			for {
				select {
				case <-stop:
					over <- 0
					return
				default:
				}
			}
		}()
		go func() {
			for i := 0; i < roundTrips; i++ {
				pong <- <-ping
			}
		}()
		go func() {
			sum := 0
			for i := 0; i < roundTrips; i++ {
				ping <- 1
				sum += <-pong
			}
			over <- sum
		}()
		Expect(roundTrips, <-over)
		close(stop)
		<-over
	})
}

// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func BenchmarkTimersMillion(b *testing.B) {
	const goroutines, count = 100, 1_000_000
	perOp(b, count, func() {
		var fired, stopped atomic.Int64
		var over sync.WaitGroup
		for g := 0; g < goroutines; g++ {
			over.Go(func() {
				timers := make([]*time.Timer, count/goroutines)
				for i := range timers {
					timers[i] = time.AfterFunc(time.Duration(3600+i%1000)*time.Second, func() { fired.Add(1) })
				}
				for i := 0; i < len(timers); i += 3 {
					timers[i].Reset(7200 * time.Second)
				}
				mine := int64(0)
				for _, t := range timers {
					if t.Stop() {
						mine++
					}
				}
				stopped.Add(mine)
			})
		}
		over.Wait()
		Expect(count, int(stopped.Load()))
		Expect(0, int(fired.Load()))
	})
}

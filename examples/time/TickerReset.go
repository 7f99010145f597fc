// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

func main() {
	ticker := time.NewTicker(5 * time.Millisecond)
	for i := 1; i <= 3; i++ {
		<-ticker.C
		fmt.Println("tick", i)
	}
	ticker.Stop()

	ticker = time.NewTicker(time.Hour)
	ticker.Reset(time.Millisecond) // faster from now on
	<-ticker.C
	fmt.Println("faster")

	time.Sleep(10 * time.Millisecond) // the next ones are due: one is kept, the others are dropped
	ticker.Reset(time.Hour)           // and this discards the one that was kept
	waiting := false
	select {
	case <-ticker.C:
		waiting = true
	default:
	}
	fmt.Println("a tick is waiting:", waiting)
	ticker.Stop()
}

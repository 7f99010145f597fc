// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

func main() {
	ticks := 0
	var timeout <-chan time.Time // nil is never ready: not armed yet
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			ticks++
			fmt.Println("tick", ticks)
			if ticks == 3 {
				ticker.Stop()
				timeout = time.After(20 * time.Millisecond)
			}
		case <-timeout:
			fmt.Println("timeout")
			return
		}
	}
}

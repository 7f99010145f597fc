// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)

	go func() {
		for count := 1; ; count++ {
			ch <- count
			time.Sleep(10 * time.Second)
		}
	}()

	for v := range ch {
		fmt.Println(v)
	}
}

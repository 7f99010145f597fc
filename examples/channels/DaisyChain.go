// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	leftmost := make(chan int)

	left := leftmost
	for range 100_000 {
		to := left
		from := make(chan int)
		go func() { to <- <-from + 1 }()
		left = from
	}

	left <- 1
	fmt.Println(<-leftmost)
}

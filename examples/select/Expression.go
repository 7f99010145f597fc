// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	numbers := make(chan int)
	quit := make(chan struct{})

	go func() {
		for range 10 {
			fmt.Println(<-numbers)
		}
		close(quit)
	}()
	fibonacci(numbers, quit)
	fmt.Println("quit")
}

func fibonacci(out chan<- int, quit <-chan struct{}) {
	x, y := 0, 1
	for {
		select {
		case out <- x:
			x, y = y, x+y
		case <-quit:
			return
		}
	}
}

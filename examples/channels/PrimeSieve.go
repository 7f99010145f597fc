// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	ch := make(chan int)
	go generate(ch)

	for range 20 {
		prime := <-ch
		fmt.Println(prime)
		out := make(chan int)
		go filter(ch, out, prime)
		ch = out
	}
}

// Sends 2, 3, 4, ...
func generate(out chan<- int) {
	for i := 2; ; i++ {
		out <- i
	}
}

// Passes on what prime does not divide.
func filter(in <-chan int, out chan<- int, prime int) {
	for i := range in {
		if i%prime != 0 {
			out <- i
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"
)

func main() {
	odd := make(chan int)
	even := make(chan int)
	merged := make(chan int)
	go count(odd, 1)
	go count(even, 2)
	go merge(odd, even, merged)

	var all []int
	for v := range merged {
		all = append(all, v)
	}
	slices.Sort(all)
	fmt.Println(strings.Trim(fmt.Sprint(all), "[]"))
}

func merge(a, b <-chan int, out chan<- int) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if ok {
				out <- v
			} else {
				a = nil // a nil channel is never ready: Go's way to switch the case off
			}
		case v, ok := <-b:
			if ok {
				out <- v
			} else {
				b = nil
			}
		}
	}
	close(out)
}

func count(out chan<- int, first int) {
	for i := first; i <= 10; i += 2 {
		out <- i
	}
	close(out)
}

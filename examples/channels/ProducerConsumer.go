// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

func main() {
	millis, _ := strconv.Atoi(os.Args[1])
	last, _ := strconv.Atoi(os.Args[2])

	ch := make(chan int)
	go produce(ch, time.Duration(millis)*time.Millisecond, last)

	for v := range ch {
		fmt.Println(v)
	}
	fmt.Println("closed")
}

func produce(out chan<- int, pause time.Duration, last int) {
	for count := 1; count <= last; count++ {
		out <- count
		time.Sleep(pause)
	}
	close(out)
}

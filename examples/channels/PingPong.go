// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	ping := make(chan int)
	pong := make(chan int)

	go func() {
		for ball := range ping {
			pong <- ball + 1
		}
		close(pong)
	}()

	ball := 0
	for range 1000 {
		ping <- ball
		ball = <-pong
	}
	fmt.Println("the ball was hit", ball, "times")

	close(ping)
	if _, ok := <-pong; !ok {
		fmt.Println("game over")
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	words := make(chan string)
	numbers := make(chan int)

	go func() { words <- "hello" }()
	receiveOrSend(words, numbers)

	go func() { <-numbers }()
	receiveOrSend(words, numbers)
}

func receiveOrSend(words chan string, numbers chan int) {
	select {
	case word := <-words:
		fmt.Println("received", word)
	case numbers <- 42:
		fmt.Println("sent 42")
	}
}

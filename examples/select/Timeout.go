// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

func main() {
	silent := make(chan string)
	prompt := make(chan string)
	go func() { prompt <- "an answer" }()

	ask(prompt, time.Minute)
	ask(silent, 20*time.Millisecond)
}

func ask(answers <-chan string, patience time.Duration) {
	select {
	case answer := <-answers:
		fmt.Println(answer)
	case <-time.After(patience):
		fmt.Println("timeout")
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	requests := make(chan string)
	replies := make(chan string)

	go func() {
		replies <- "pong" // wrong way round: it should receive the request first
		<-requests
	}()

	fmt.Println("main asks")
	requests <- "ping"
	fmt.Println(<-replies)
}

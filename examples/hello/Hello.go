// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	greetings := make(chan string)

	go func() { greetings <- "Hello from a goroutine!" }()

	fmt.Println(<-greetings)
}

// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	ch := make(chan string, 2)
	ch <- "one" // does not wait: there is room
	ch <- "two"
	fmt.Println(len(ch), "of", cap(ch))

	select {
	case ch <- "three":
	default:
		fmt.Println("full")
	}
	for range 3 {
		select {
		case text := <-ch:
			fmt.Println(text)
		default:
			fmt.Println("null")
		}
	}

	look(ch)
	ch <- "four"
	look(ch)
	close(ch)
	look(ch)
}

func look(ch chan string) {
	select {
	case text, ok := <-ch:
		if ok {
			fmt.Println("received", text)
		} else {
			fmt.Println("closed")
		}
	default:
		fmt.Println("nothing there")
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	box := make(chan string, 1)

	look(box)
	put(box, "first letter")
	put(box, "second letter")
	look(box)
	look(box)
}

func look(box chan string) {
	select {
	case letter := <-box:
		fmt.Println("found the", letter)
	default:
		fmt.Println("the box is empty")
	}
}

func put(box chan string, letter string) {
	select {
	case box <- letter:
		fmt.Println("put in the", letter)
	default:
		fmt.Println("no room for the", letter)
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	var ch chan int
	fmt.Println("capacity", cap(ch))
	close(ch)
}

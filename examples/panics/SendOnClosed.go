// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	ch := make(chan int, 2)
	ch <- 1
	close(ch)
	fmt.Println("what was sent before the close arrives:", <-ch)
	ch <- 2
}

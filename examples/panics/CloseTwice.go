// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	ch := make(chan int)
	close(ch)
	_, open := <-ch
	fmt.Println("closed:", !open)
	close(ch)
}

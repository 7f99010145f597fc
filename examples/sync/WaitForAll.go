// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func main() {
	var squares [10]int
	var all sync.WaitGroup
	for n := range squares {
		all.Go(func() { squares[n] = n * n })
	}
	all.Wait()
	fmt.Println("81 is last:", squares[9] == 81)
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func main() {
	var workers sync.WaitGroup
	workers.Add(2) // but only one is started

	go func() {
		fmt.Println("the worker is done")
		workers.Done()
	}()

	workers.Wait()
	fmt.Println("never printed")
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func main() {
	jobs := make(chan int, 100)
	results := make(chan int, 100)

	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for n := range jobs {
				results <- n * n
			}
		})
	}
	go func() {
		workers.Wait()
		close(results)
	}()

	for n := 1; n <= 100; n++ {
		jobs <- n
	}
	close(jobs)

	sum := 0
	for n := range results {
		sum += n
	}
	fmt.Println("1 + 4 + 9 + ... + 10000 =", sum)
}

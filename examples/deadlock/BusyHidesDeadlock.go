// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	done := make(chan bool)

	go func() {
		forever := true
		for forever {
		}
		done <- true
	}()

	fmt.Println("main waits")
	<-done
}

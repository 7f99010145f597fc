// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	done := make(chan bool)
	terminate := make(chan struct{})
	how := make(chan string, 3)

	for range 3 {
		go func() {
			select {
			case done <- true:
				how <- "by a receive from done"
			case <-terminate:
				how <- "by the close of terminate"
			}
		}()
	}

	<-done
	fmt.Println("released", <-how)
	select {
	case <-how:
		fmt.Println("others released: true")
	default:
		fmt.Println("others released: false")
	}

	close(terminate)
	fmt.Println("released", <-how)
	fmt.Println("released", <-how)
}

// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	never := make(chan struct{})
	fmt.Println("main waits")
	defer fmt.Println("never printed")
	go fail()
	<-never
}

func fail() {
	panic("something is very wrong")
}

// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	safely(func() {
		climb()
		fmt.Println("never printed")
	})
	fmt.Println("main goes on")
}

func safely(f func()) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Println("recovered:", p)
		}
	}()
	f()
}

func climb() {
	for floor := 1; floor <= 3; floor++ {
		fmt.Println("up to floor", floor)
		defer fmt.Println("down from floor", floor)
	}
	panic("no more floors")
}

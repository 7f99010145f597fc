// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func main() {
	before := runtime.GOMAXPROCS(1)
	fmt.Printf("it was %d, it is %d\n", before, runtime.GOMAXPROCS(0))
	runtime.GOMAXPROCS(4)
	fmt.Println("now", runtime.GOMAXPROCS(0))
}

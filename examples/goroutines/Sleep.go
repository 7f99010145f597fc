// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

func main() {
	millis := 1_000_000
	if len(os.Args) > 1 {
		millis, _ = strconv.Atoi(os.Args[1])
	}
	time.Sleep(time.Duration(millis) * time.Millisecond)
	fmt.Println("awake")
}

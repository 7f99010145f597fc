// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	url := os.Args[1]
	result := make(chan []byte)
	go get(url, result)

	fmt.Println("Program continues...")
	// Do other things

	// Then wait for the HTTP response to come back
	fmt.Println("Done, result is", string(<-result))
}

func get(url string, out chan<- []byte) {
	response, err := http.Get(url)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	out <- body
}

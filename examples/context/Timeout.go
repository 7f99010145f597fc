// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	answer, err := slowAnswer(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer)
}

func slowAnswer(ctx context.Context) (string, error) {
	select {
	case <-time.After(time.Minute):
		return "42", nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

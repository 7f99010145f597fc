// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"testing"
)

func BenchmarkContextTree(b *testing.B) {
	const contexts, trees = 10_000, 10
	perOp(b, contexts*trees, func() {
		for tree := 0; tree < trees; tree++ {
			all := make([]context.Context, contexts)
			root, cancel := context.WithCancel(context.Background())
			all[0] = root
			for i := 1; i < contexts; i++ {
				c, _ := context.WithCancel(all[(i-1)/10])
				c.Done()
				all[i] = c
			}
			cancel()
			ended := 0
			for _, c := range all {
				if c.Err() == context.Canceled {
					ended++
				}
			}
			Expect(contexts, ended)
		}
	})
}

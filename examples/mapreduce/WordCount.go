// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	top, _ := strconv.Atoi(os.Args[2])
	lines := strings.Split(string(text), "\n")
	workers := runtime.NumCPU()

	partial := make(chan map[string]int)
	for i := range workers {
		share := lines[len(lines)*i/workers : len(lines)*(i+1)/workers]
		go func() { partial <- count(share) }()
	}

	total := map[string]int{}
	words := 0
	for range workers {
		for word, n := range <-partial {
			total[word] += n
			words += n
		}
	}

	fmt.Println(words, "words,", len(total), "different ones")
	type entry struct {
		word string
		n    int
	}
	var entries []entry
	for word, n := range total {
		entries = append(entries, entry{word, n})
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(b.n-a.n, cmp.Compare(a.word, b.word))
	})
	for _, e := range entries[:min(top, len(entries))] {
		fmt.Println(e.n, e.word)
	}
}

func count(lines []string) map[string]int {
	counts := map[string]int{}
	for _, line := range lines {
		for _, word := range strings.FieldsFunc(strings.ToLower(line), isNotLetter) {
			counts[word]++
		}
	}
	return counts
}

func isNotLetter(r rune) bool { return r < 'a' || r > 'z' }

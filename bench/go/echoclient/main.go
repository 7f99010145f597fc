// SPDX-License-Identifier: Apache-2.0

// Echoclient loads an echo server, whoever wrote it: on each connection one message is under way at any time, and the
// next is sent when it has come back. It prints the messages per second and how long they took.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	addr := flag.String("addr", "", "of the server")
	conns := flag.Int("conns", 1000, "connections")
	size := flag.Int("size", 64, "bytes of a message")
	warmup := flag.Duration("warmup", 5*time.Second, "not measured")
	measure := flag.Duration("measure", 5*time.Second, "measured")
	flag.Parse()

	all := make([]net.Conn, *conns)
	for i := range all {
		conn, err := net.Dial("tcp", *addr)
		check(err)
		all[i] = conn
	}
	var measuring, stop atomic.Bool
	times := make([][]time.Duration, *conns)
	var done sync.WaitGroup
	for i, conn := range all {
		done.Go(func() { times[i] = load(conn, *size, &measuring, &stop) })
	}
	time.Sleep(*warmup)
	fmt.Println("measuring")
	begin := time.Now()
	measuring.Store(true)
	time.Sleep(*measure)
	stop.Store(true)
	wall := time.Since(begin)
	fmt.Println("measured")
	done.Wait()

	sorted := slices.Concat(times...)
	slices.Sort(sorted)
	at := func(q float64) int64 { return sorted[int(q*float64(len(sorted)-1))].Microseconds() }
	slowest := slices.MinFunc(times, func(a, b []time.Duration) int { return len(a) - len(b) })
	fmt.Printf("result messages=%d perSecond=%.0f p50=%d p99=%d p999=%d max=%d fewest=%d\n",
		len(sorted), float64(len(sorted))/wall.Seconds(), at(0.5), at(0.99), at(0.999), at(1), len(slowest))
}

// load returns how long each message took that was sent while it was measured.
func load(conn net.Conn, size int, measuring, stop *atomic.Bool) []time.Duration {
	defer conn.Close()
	message := bytes.Repeat([]byte("x"), size)
	answer := make([]byte, size)
	var times []time.Duration
	for !stop.Load() {
		counts := measuring.Load()
		begin := time.Now()
		_, err := conn.Write(message)
		check(err)
		_, err = io.ReadFull(conn, answer)
		check(err)
		if counts {
			times = append(times, time.Since(begin))
		}
	}
	if !bytes.Equal(message, answer) {
		check(fmt.Errorf("the answer is not what was sent"))
	}
	return times
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Gatehouse is the enterprise-SSO desk in a terminal. See README.md.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"gatehouse/cli"
)

func main() {
	limitMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintf(os.Stderr, "gatehouse: the working directory is gone: %v\n", err)
		os.Exit(cli.Broken)
	}
	os.Exit(cli.Run(ctx,
		cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Dir: dir, Terminal: term.IsTerminal(int(os.Stdout.Fd()))},
		cli.Doors{Open: open, Console: console, Serve: serve},
		os.Args[1:]))
}

// Gatehouse is the enterprise-SSO desk in a terminal. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"gatehouse/app/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(command.Main(ctx))
}
